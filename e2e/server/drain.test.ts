/** DRN-1: a stop moves everybody elsewhere and answers what it has accepted. */
import { expect, test } from 'vitest';
import { start, useDesk } from '@/e2e/support/desk';
import { waitingStatements } from '@/e2e/support/use-database';
import { clientId, startWireServer } from '@/e2e/support/wire';
import { database, pool } from '@/lib/platform/database';

const desk = useDesk();

test('DRN-1: everybody is told to move and closed so that he comes back; nobody new is let in', async () => {
  const clients = await Promise.all([
    ...Array.from({ length: 30 }, async (_, n) =>
      desk.server.connect(await desk.workspace.addVisitor(`Visitor ${n}`)),
    ),
    desk.server.connect(desk.robin),
    desk.server.connect(await desk.workspace.addVisitor(), { transports: ['polling'] }),
  ]);
  const drained = desk.server.realtime.drain(5_000);
  const refusal = await desk.server.refused({ auth: { token: desk.visitor.token } });
  expect(refusal.code).toBe('draining');
  expect(refusal.retryAfterMs).toBeGreaterThan(0);
  await drained;
  for (const client of clients) {
    // `io server disconnect` would stop the client's own reconnecting.
    expect(await client.closed).toBe('transport close');
    const [told] = client.of('server:draining');
    expect(told?.reconnectInMs).toBeGreaterThanOrEqual(0);
  }
  const times = new Set(clients.map((client) => client.of('server:draining')[0]?.reconnectInMs));
  expect(times.size).toBeGreaterThan(5);
});

test('DRN-1: a send that is under way when the stop comes is answered', async () => {
  const kim = await desk.server.connect(desk.visitor);
  const id = await start(kim);
  const lock = await pool().connect();
  try {
    // The send has been accepted and waits for Postgres.
    await lock.query('BEGIN');
    await lock.query('SELECT FROM conversation WHERE id = $1 FOR UPDATE', [id]);
    const sending = kim.get('message:send', {
      conversationId: id,
      clientId: clientId(),
      kind: 'text',
      body: 'under way',
    });
    await expect.poll(() => waitingStatements()).toBe(1);
    const drained = desk.server.realtime.drain(10_000);
    await kim.next('server:draining');
    // What comes after the notice is refused so that it goes to the next node.
    const late = await kim.ask('conversation:sync', { conversationId: id, afterSeq: 0 });
    expect(late).toMatchObject({ error: { code: 'draining', retryable: true } });
    expect(kim.socket.connected).toBe(true);
    await lock.query('COMMIT');
    expect((await sending).event).toMatchObject({ seq: 3 });
    await drained;
    expect(await kim.closed).toBe('transport close');
  } finally {
    await lock.query('ROLLBACK');
    lock.release();
  }
});

test('DRN-1: a send that outlasts the grace does not hold up the stop', async () => {
  const kim = await desk.server.connect(desk.visitor);
  const id = await start(kim);
  const lock = await pool().connect();
  try {
    await lock.query('BEGIN');
    await lock.query('SELECT FROM conversation WHERE id = $1 FOR UPDATE', [id]);
    const own = clientId();
    const message = { conversationId: id, clientId: own, kind: 'text' as const, body: 'stuck' };
    const sending = kim.ask('message:send', message).catch(() => 'no answer');
    await expect.poll(() => waitingStatements()).toBe(1);
    await desk.server.realtime.drain(300);
    await kim.closed;
    expect(await sending).toBe('no answer');
    await lock.query('COMMIT');
    // Not known to the sender: the same id again is the same message, on whichever node.
    const other = await startWireServer();
    const again = await other.connect(desk.visitor);
    const { event } = await again.get('message:send', message);
    expect(event).toMatchObject({ seq: 3, clientId: own });
    await other.stop();
  } finally {
    await lock.query('ROLLBACK');
    lock.release();
  }
});

test('DRN-1: under load no acknowledged send is lost and none stays unanswered for ever', async () => {
  const members = await Promise.all(
    Array.from({ length: 15 }, (_, n) => desk.workspace.addMember(`Agent ${n}`)),
  );
  const kim = await desk.server.connect(desk.visitor);
  const id = await start(kim);
  const acked: string[] = [];
  let refused = 0;
  const clients = await Promise.all(members.map((member) => desk.server.connect(member)));
  const writing = clients.map(async (client) => {
    for (let n = 0; n < 25 && client.socket.connected; n++) {
      const own = clientId();
      const answer = await client
        .ask('message:send', { conversationId: id, clientId: own, kind: 'text', body: `${n}` })
        .catch(() => null);
      if (answer?.ok) acked.push(own);
      else refused++;
    }
  });
  await expect.poll(() => acked.length).toBeGreaterThan(30);
  await desk.server.realtime.drain(5_000);
  await Promise.all(writing);
  const log = await database().conversationEvent.findMany({ where: { conversationId: id } });
  const stored = new Set(log.map((event) => event.clientId));
  for (const own of acked) expect(stored.has(own)).toBe(true);
  // Whatever was accepted was answered: nothing is stored that its sender does not know of.
  expect(log).toHaveLength(2 + acked.length);
  expect(refused).toBeGreaterThan(0);
});
