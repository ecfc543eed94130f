/** Many who listen to one room, over some client processes and servers; and one round of messages. */
import type { ClientMethods, ClosedLoad, Sender } from '@/bench/processes/clients';
import type { Credential } from '@/bench/wire/client';
import { split, textOf } from './bench';
import type { Child } from './calls';
import type { ServerUnderTest } from './server';

/** Consecutive clients of one process, connected to one server. */
export interface Audience {
  clients: Child<ClientMethods>;
  first: number;
  count: number;
}

export interface Round {
  deliveries: number;
  seconds: number;
  perSecond: number;
  refused: number;
  /** Of the servers' processor time; steadier than the clock on a machine with other work. */
  microsecondsEach: number;
  serverCpu: number;
}

/** Shared out evenly over the processes. */
export async function connectAudience(
  processes: Child<ClientMethods>[],
  port: number,
  credentials: (Credential | null)[],
): Promise<Audience[]> {
  return Promise.all(
    split(credentials, processes.length).map(async (share, index) => {
      const clients = processes[index]!;
      const { first } = await clients.call('connect', { port, credentials: share });
      return { clients, first, count: share.length };
    }),
  );
}

/** Each of `count` clients from `first` on with the same conversation (or room). */
export const pairsOf = (first: number, count: number, conversationId: string): Sender[] =>
  Array.from({ length: count }, (_, index) => ({ client: first + index, conversationId }));

export async function countEvents(audience: Audience[]): Promise<number[]> {
  const counts = await Promise.all(
    audience.map(({ clients, first, count }) => clients.call('received', { first, count })),
  );
  return counts.map((count) => count['conversation:event'] ?? 0);
}

/** Sends `count` messages and waits until everybody in the audience has got all of them. */
export async function runRound(
  servers: ServerUnderTest[],
  author: Child<ClientMethods>,
  audience: Audience[],
  load: ClosedLoad & { count: number },
): Promise<Round> {
  const busyBefore = await busy(servers);
  const before = await countEvents(audience);
  const sent = await author.call('sendClosed', load);
  const ends = await Promise.all(
    audience.map(({ clients, first, count }, index) =>
      clients.call('waitForEvents', {
        first,
        count,
        total: before[index]! + count * load.count,
      }),
    ),
  );
  const deliveries = ends.reduce((sum, end, index) => sum + end.total - before[index]!, 0);
  const seconds = (Math.max(...ends.map((end) => end.at)) - sent.startedAt) / 1_000;
  const busyMs = (await busy(servers)) - busyBefore;
  return {
    deliveries,
    seconds,
    perSecond: deliveries / seconds,
    refused: sent.refused,
    microsecondsEach: (busyMs * 1_000) / deliveries,
    serverCpu: busyMs / 1_000 / seconds,
  };
}

/** Processor time of all of them so far, in milliseconds. */
export async function busy(servers: ServerUnderTest[]): Promise<number> {
  const times = await Promise.all(servers.map((server) => server.call('busy', null)));
  return times.reduce((sum, time) => sum + time, 0);
}

export const BODY = textOf(120);

/** An event as it goes down the wire, as the payload for a bare server. */
export const EXAMPLE_PAYLOAD = {
  conversationId: '019a0000-0000-7000-8000-000000000001',
  seq: 100,
  id: '019a0000-0000-7000-8000-000000000002',
  type: 'message:sent',
  actor: { kind: 'member', id: '019a0000-0000-7000-8000-000000000003', name: 'Agent 10' },
  at: '2026-11-22T10:00:00.000Z',
  payload: { kind: 'text', body: BODY },
  clientId: 'bench-100000-1000',
};
