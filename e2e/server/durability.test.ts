/**
 * An acknowledged message is in the log exactly once, whatever happens to Postgres meanwhile (DEL-1,
 * DEL-2, ORD-1). Twenty people write and send again with the same id until they are answered, while
 * the server is restarted and its connections are cut.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '@/e2e/support/postgres';
import { waitingStatements } from '@/e2e/support/use-database';
import { clientId, startWireServer, type WireClient, type WireServer } from '@/e2e/support/wire';
import { createWorkspace } from '@/e2e/support/workspace';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { fullJitter } from '@/lib/domain/backoff/full-jitter';
import { database, pool } from '@/lib/platform/database';
import { outboxLag } from '@/lib/server/outbox/outbox-store';
import { startWorker } from '@/lib/worker/start-worker';

const WRITERS = 20;
const FAULT_EVERY_MS = 100;

let db: TestDatabase;
let server: WireServer;
let worker: { stop(): Promise<void> };
const faults: unknown[] = [];
const onFault = (error: unknown) => faults.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', onFault);
  process.on('uncaughtException', onFault);
  db = await startTestDatabase({ ownServer: true });
  server = await startWireServer({ headsMs: 200, sweepMs: 200 });
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await server.stop();
  await db.stop();
  process.off('unhandledRejection', onFault);
  process.off('uncaughtException', onFault);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Acked {
  clientId: string;
  event: ConversationEvent;
  attempts: number;
}

/** Sends until it is acknowledged, with the same id every time, as the browser's queue does. */
async function sendUntilAcked(client: WireClient, conversationId: string, body: string) {
  const own = clientId();
  for (let attempt = 1; ; attempt++) {
    const answer = await client
      .ask('message:send', { conversationId, clientId: own, kind: 'text', body })
      .catch(() => null);
    if (answer?.ok) return { clientId: own, event: answer.data.event, attempts: attempt };
    if (answer && !answer.error.retryable) throw new Error(`refused: ${answer.error.code}`);
    const backOff = fullJitter({ attempt, baseMs: 20, capMs: 300, random: Math.random() });
    await pause(Math.max(backOff, (answer && !answer.ok && answer.error.retryAfterMs) || 0));
  }
}

test('DEL-1: restarts and cut connections lose, double and disorder nothing that was acknowledged', async () => {
  const workspace = await createWorkspace();
  const visitor = await workspace.addVisitor('Kim');
  const kim = await server.connect(visitor);
  const conversations: string[] = [];
  for (let n = 0; n < 3; n++) {
    const { conversation } = await kim.get('conversation:start', {
      clientId: clientId(),
      body: `question ${n}`,
    });
    conversations.push(conversation.id);
  }
  const writers = await Promise.all(
    Array.from({ length: WRITERS - 1 }, async (_, n) =>
      server.connect(await workspace.addMember(`Agent ${n}`)),
    ),
  );
  writers.push(kim);

  const acked: Acked[] = [];
  let faulting = true;
  const writing = writers.map(async (client, writer) => {
    for (let n = 0; faulting || n < 5; n++) {
      const conversationId = conversations[(writer + n) % conversations.length]!;
      acked.push(await sendUntilAcked(client, conversationId, `${writer}.${n}`));
      await pause(Math.random() * 50);
    }
  });
  for (const mode of ['immediate', 'fast', 'immediate'] as const) {
    for (let n = 0; n < 6; n++) {
      await pause(FAULT_EVERY_MS * (0.5 + Math.random()));
      await db.terminateConnections().catch(() => 0);
    }
    await db.server!.restart(mode);
  }
  faulting = false;
  await Promise.all(writing);

  expect(acked.length).toBeGreaterThan(WRITERS * 5);
  // The faults were felt: some sends needed more than one attempt.
  expect(acked.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(0);
  const log = await database().conversationEvent.findMany({
    where: { conversationId: { in: conversations } },
    orderBy: [{ conversationId: 'asc' }, { seq: 'asc' }],
  });
  const byClientId = new Map<string, typeof log>();
  for (const event of log) {
    if (!event.clientId) continue;
    byClientId.set(event.clientId, [...(byClientId.get(event.clientId) ?? []), event]);
  }
  for (const { clientId: own, event } of acked) {
    const stored = byClientId.get(own) ?? [];
    expect(stored.map(({ id }) => id)).toEqual([event.id]);
    const seen = event.actor.kind === 'contact' ? stored[0]!.publicSeq : stored[0]!.seq;
    expect(seen).toBe(event.seq);
  }
  for (const conversationId of conversations) {
    const own = log.filter((event) => event.conversationId === conversationId);
    const dense = own.map((_, index) => index + 1);
    expect(own.map(({ seq }) => seq)).toEqual(dense);
    // All of it is public here: both sequences are the same.
    expect(own.map(({ publicSeq }) => publicSeq)).toEqual(dense);
    const row = await database().conversation.findUniqueOrThrow({ where: { id: conversationId } });
    expect(row).toMatchObject({
      lastSeq: own.length,
      messageCount: own.filter(({ type }) => type === 'message:sent').length,
    });
  }
  // Sockets live through an outage of the database, presence and sessions too.
  for (const client of writers) expect(client.socket.connected).toBe(true);
  await expect.poll(async () => (await outboxLag()).rows, { timeout: 30_000 }).toBe(0);
  expect(faults).toEqual([]);
}, 120_000);

test('during an outage a send is told to be tried again, never acknowledged', async () => {
  const workspace = await createWorkspace();
  const kim = await server.connect(await workspace.addVisitor());
  const { conversation } = await kim.get('conversation:start', {
    clientId: clientId(),
    body: 'Hi',
  });
  const own = clientId();
  const answers: string[] = [];
  // The send waits for this lock when Postgres goes down: the outage cannot fall between two sends.
  const lock = await pool().connect();
  lock.on('error', () => {});
  await lock.query('BEGIN');
  await lock.query('SELECT FROM conversation WHERE id = $1 FOR UPDATE', [conversation.id]);
  const asking = (async () => {
    while (answers.at(-1) !== 'ok') {
      const answer = await kim.ask('message:send', {
        conversationId: conversation.id,
        clientId: own,
        kind: 'text',
        body: 'text',
      });
      answers.push(answer.ok ? 'ok' : answer.error.code);
      if (!answer.ok) await pause(answer.error.retryAfterMs ?? 200);
    }
  })();
  await expect.poll(() => waitingStatements()).toBe(1);
  await db.server!.restart('immediate');
  lock.release(true);
  await asking;
  expect(new Set(answers)).toEqual(new Set(['unavailable', 'ok']));
  const { headSeq } = await kim.get('conversation:sync', {
    conversationId: conversation.id,
    afterSeq: 0,
  });
  expect(headSeq).toBe(3);
}, 60_000);
