/** Child process: many wire clients, and the loads that they can make. Clients go by their number. */
import { performance } from 'node:perf_hooks';
import { answerCalls } from '@/bench/driver/calls';
import { isAccepted, Refused, WireClient, type Credential } from '@/bench/wire/client';

const HANDSHAKES_AT_ONCE = 50;
const clients: WireClient[] = [];

/** One client and the conversation it writes into. */
export interface Sender {
  client: number;
  conversationId: string;
}

export interface OpenLoad {
  senders: Sender[];
  perSecond: number;
  seconds: number;
  body: string;
  /** As in `ClosedLoad`. */
  payload?: object;
  /** Who is listened to, group by group; by default everybody who does not send. */
  watchers?: { first: number; count: number }[];
}

export interface ClosedLoad {
  senders: Sender[];
  inFlight: number;
  /** Ends after this many acknowledgements, or after this time. */
  count?: number;
  milliseconds?: number;
  body: string;
  /** Given for a bare server: published to a room of the conversation's name instead of sending. */
  payload?: object;
}

let serial = 0;
const nextClientId = () => `bench-${process.pid}-${++serial}`;

/** One message as a frame, for the product or for a bare server. */
function frameOf(load: { body: string; payload?: object }, conversationId: string, id: string) {
  return load.payload
    ? ['publish', conversationId, { ...load.payload, clientId: id }]
    : ['message:send', { conversationId, clientId: id, kind: 'text', body: load.body }];
}

/** Comes again when it is told to, as the product's client does, until it is let in or time is up. */
async function connectPatiently(
  options: Parameters<typeof WireClient.connect>[0],
  deadline: number,
  onRefused: (refusal: Refused) => void,
): Promise<WireClient | undefined> {
  for (;;) {
    try {
      return await WireClient.connect(options);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      onRefused(error);
      const wait = (error.retryAfterMs ?? 1_000) * (0.5 + Math.random());
      if (performance.now() + wait > deadline) return undefined;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

const methods = {
  /** All of them, in order; a refusal for good throws. */
  connect: async (input: {
    port: number;
    credentials: (Credential | null)[];
    addresses?: string[];
  }): Promise<{ first: number; milliseconds: number; refusals: number }> => {
    const answer = await methods.connectUntil({ ...input, milliseconds: 60_000 });
    if (answer.connected < input.credentials.length) {
      throw new Error(`not all were let in: ${answer.failure ?? answer.lastRefusal}`);
    }
    return answer;
  },

  /** As many of them as are let in within the time; what fails otherwise is counted, and ends it. */
  connectUntil: async (input: {
    port: number;
    credentials: (Credential | null)[];
    addresses?: string[];
    milliseconds: number;
  }): Promise<{
    first: number;
    connected: number;
    refusals: number;
    milliseconds: number;
    failure: string | undefined;
    lastRefusal: string | undefined;
  }> => {
    const first = clients.length;
    const startedAt = performance.now();
    const deadline = startedAt + input.milliseconds;
    const { addresses } = input;
    let [next, refusals] = [0, 0];
    let [failure, lastRefusal]: (string | undefined)[] = [];
    const worker = async () => {
      while (next < input.credentials.length && !failure && performance.now() < deadline) {
        const index = next++;
        const options = {
          port: input.port,
          credential: input.credentials[index] ?? undefined,
          localAddress: addresses?.[index % addresses.length],
        };
        try {
          const client = await connectPatiently(options, deadline, (refusal) => {
            refusals++;
            lastRefusal = refusal.message;
          });
          if (client) clients[first + index] = client;
        } catch (error) {
          failure ??= String(error);
        }
      }
    };
    await Promise.all(Array.from({ length: HANDSHAKES_AT_ONCE }, worker));
    const connected = clients.slice(first).filter(Boolean).length;
    const milliseconds = performance.now() - startedAt;
    return { first, connected, refusals, milliseconds, failure, lastRefusal };
  },

  subscribe: async ({ pairs }: { pairs: Sender[] }): Promise<void> => {
    // One conversation at a time and client: reads are limited per person, so callers spread them.
    for (const { client, conversationId } of pairs) {
      await clients[client]!.ask('conversation:subscribe', { conversationId, afterSeq: 0 });
    }
  },

  /** Rooms of a bare server. */
  join: async ({ pairs }: { pairs: Sender[] }) => {
    for (const { client, conversationId } of pairs) {
      await new Promise<string>((resolve) =>
        clients[client]!.emit(['join', conversationId], resolve),
      );
    }
  },

  /** Frames received so far by all clients from `first` on, by event name. */
  received: ({ first, count }: { first: number; count: number }): Record<string, number> => {
    const sum: Record<string, number> = {};
    for (const client of clients.slice(first, first + count)) {
      for (const [name, n] of client.received) sum[name] = (sum[name] ?? 0) + n;
    }
    return sum;
  },

  /**
   * Resolves when those clients have got `total` events since they connected, or after the time;
   * with the time then.
   */
  waitForEvents: async (input: {
    first: number;
    count: number;
    total: number;
    milliseconds?: number;
  }): Promise<{ at: number; total: number }> => {
    const group = clients.slice(input.first, input.first + input.count);
    const count = () =>
      group.reduce((sum, client) => sum + (client.received.get('conversation:event') ?? 0), 0);
    const deadline = performance.now() + (input.milliseconds ?? 30_000);
    while (count() < input.total && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return { at: Date.now(), total: count() };
  },

  /** A fixed number in flight: the next goes out when one is acknowledged. */
  sendClosed: (
    load: ClosedLoad,
  ): Promise<{
    acknowledged: number;
    refused: number;
    startedAt: number;
    milliseconds: number;
    latencies: number[];
  }> =>
    new Promise((resolve) => {
      const { senders, inFlight, count = Infinity, milliseconds = Infinity } = load;
      const startedAt = performance.now();
      const startedAtDate = Date.now();
      const latencies: number[] = [];
      let [next, sent, open, acknowledged, refused] = [0, 0, 0, 0, 0];
      const over = () => sent >= count || performance.now() - startedAt >= milliseconds;
      const send = () => {
        const { client, conversationId } = senders[next++ % senders.length]!;
        const at = performance.now();
        sent++;
        open++;
        clients[client]!.emit(frameOf(load, conversationId, nextClientId()), (raw) => {
          open--;
          if (load.payload || isAccepted(raw)) acknowledged++;
          else refused++;
          latencies.push(performance.now() - at);
          if (!over()) send();
          else if (open === 0) {
            const took = performance.now() - startedAt;
            resolve({
              acknowledged,
              refused,
              startedAt: startedAtDate,
              milliseconds: took,
              latencies,
            });
          }
        });
      };
      for (let index = 0; index < inFlight && !over(); index++) send();
    }),

  /**
   * Sends at fixed times whatever comes back, and measures from those times, so that a stall is
   * counted for every send that it delays. `delivered` = until the other side's frame was here,
   * group by group of watchers.
   */
  sendOpen: async (
    load: OpenLoad,
  ): Promise<{
    acknowledged: number[];
    delivered: number[][];
    refused: number;
  }> => {
    const planned = new Map<string, number>();
    const acknowledged: number[] = [];
    const watched = watchersOf(load);
    const delivered: number[][] = watched.map(() => []);
    let refused = 0;
    for (const [group, watchers] of watched.entries()) {
      for (const client of watchers) {
        client.onEvent = (name, raw) => {
          if (name !== 'conversation:event') return;
          const at = performance.now();
          const [, event] = JSON.parse(raw) as [string, { clientId?: string }];
          const due = planned.get(event.clientId ?? '');
          if (due !== undefined) delivered[group]!.push(at - due);
        };
      }
    }
    const total = Math.round(load.perSecond * load.seconds);
    const startAt = performance.now() + 50;
    let next = 0;
    await new Promise<void>((resolve) => {
      const tick = () => {
        const now = performance.now();
        for (; next < total; next++) {
          const due = startAt + (next * 1_000) / load.perSecond;
          if (due > now) break;
          const { client, conversationId } = load.senders[next % load.senders.length]!;
          const clientId = nextClientId();
          planned.set(clientId, due);
          clients[client]!.emit(frameOf(load, conversationId, clientId), (raw) => {
            if (load.payload || isAccepted(raw)) acknowledged.push(performance.now() - due);
            else refused++;
          });
        }
        if (acknowledged.length + refused >= total) resolve();
        else setTimeout(tick, 1);
      };
      tick();
    });
    // The last frames to the other side may still be on their way.
    const deadline = performance.now() + 5_000;
    const expected = (group: number) =>
      acknowledged.length * (load.watchers ? watched[group]!.length : 1);
    const missing = () => delivered.some((list, group) => list.length < expected(group));
    while (missing() && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const client of clients) client.onEvent = null;
    return { acknowledged, delivered, refused };
  },

  /** Asks one question after the other; milliseconds each, and what the last one answered. */
  ask: async (input: {
    questions: { client: number; event: string; payload: unknown }[];
  }): Promise<{ milliseconds: number[]; last: unknown }> => {
    const milliseconds: number[] = [];
    let last: unknown;
    for (const { client, event, payload } of input.questions) {
      const startedAt = performance.now();
      last = await clients[client]!.ask(event, payload);
      milliseconds.push(performance.now() - startedAt);
    }
    return { milliseconds, last };
  },

  /** Subscribes with a cursor and pulls pages until nothing is missing, as a returning client does. */
  catchUp: async (input: {
    client: number;
    conversationId: string;
    afterSeq: number;
  }): Promise<{ milliseconds: number; events: number; contiguous: boolean }> => {
    interface Page {
      events: { seq: number }[];
      hasMore: boolean;
    }
    const { client, conversationId } = input;
    const startedAt = performance.now();
    let cursor = input.afterSeq;
    let contiguous = true;
    const apply = (page: Page) => {
      for (const { seq } of page.events) {
        contiguous &&= seq === cursor + 1;
        cursor = seq;
      }
      return page.hasMore;
    };
    let more = apply(
      await clients[client]!.ask('conversation:subscribe', { conversationId, afterSeq: cursor }),
    );
    while (more) {
      more = apply(
        await clients[client]!.ask('conversation:sync', { conversationId, afterSeq: cursor }),
      );
    }
    const milliseconds = performance.now() - startedAt;
    return { milliseconds, events: cursor - input.afterSeq, contiguous };
  },

  /** How many are still connected. */
  alive: (_: null): number => clients.filter((client) => !client.closed).length,

  /** Processor time so far, in milliseconds. */
  busy: (_: null): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },

  disconnectAll: (_: null): void => {
    // Where nobody was let in there is a hole.
    clients.splice(0).forEach((client) => client.close());
  },
};

function watchersOf(load: OpenLoad): WireClient[][] {
  if (load.watchers) {
    return load.watchers.map(({ first, count }) => clients.slice(first, first + count));
  }
  const own = new Set(load.senders.map((sender) => clients[sender.client]!));
  return [clients.filter((client) => !own.has(client))];
}

export type ClientMethods = typeof methods;
answerCalls(methods);
