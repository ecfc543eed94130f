/** What could not be told because Postgres failed is told when it is back (PRS-1, DEL-2). */
import { expect, test } from 'vitest';
import { start, useDesk } from '@/e2e/support/desk';
import { bus } from '@/lib/platform/bus';
import { database, pool } from '@/lib/platform/database';
import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';

const desk = useDesk();

/** `cause` leads to a statement on `table` that contains `part`; that statement fails, once. */
async function failOnce(table: string, part: string, cause: () => Promise<void>): Promise<void> {
  const lock = await pool().connect();
  try {
    await lock.query('BEGIN');
    await lock.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    await cause();
    await expect
      .poll(
        async () => {
          const cancelled = await database().$queryRaw<unknown[]>`
            SELECT pg_cancel_backend(pid)::text FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
              AND strpos(query, ${part}) > 0`;
          return cancelled.length;
        },
        { timeout: 5_000, message: `a statement with ${part} was waiting and is cancelled` },
      )
      .toBe(1);
  } finally {
    await lock.query('ROLLBACK');
    lock.release();
  }
}

test('PRS-1: who came while Postgres failed is told when it is back', async () => {
  const staff = await desk.server.connect(desk.robin);
  await staff.get('inbox:subscribe', { view: 'open' });
  // The batch of his own coming is told before the one that fails.
  await staff.next('presence:changed');
  const { id } = desk.visitor.actor;
  const before = staff.of('presence:changed').length;
  await failOnce('member', 'role, availability FROM member', async () => {
    // Both in one batch: the names of staff need Postgres, the visitor goes down with them.
    bus().publish({ kind: 'staff-changed', workspaceId: desk.workspace.id });
    const scope = presenceScope.visitors(desk.workspace.id);
    await presenceStore().enter(scope, personKey.contact(id), 'test');
  });
  const told = await staff.next('presence:changed', ({ contacts }) =>
    Boolean(contacts?.some((contact) => contact.id === id && contact.connected)),
  );
  expect(told.members?.map(({ name }) => name)).toEqual(['Robin', 'Sam']);
  expect(staff.of('presence:changed')).toHaveLength(before + 1);
});

test('DEL-2: numbers that could not be counted are told when Postgres is back', async () => {
  const staff = await desk.server.connect(desk.robin);
  await staff.get('inbox:subscribe', { view: 'open' });
  await failOnce('conversation', 'mine_by', () => {
    bus().publish({ kind: 'inbox-changed', workspaceId: desk.workspace.id });
    return Promise.resolve();
  });
  expect(await staff.next('inbox:counted')).toMatchObject({ open: 0 });
});

test('PRS-1: who looks on is told when Postgres is back', async () => {
  const [kim, staff] = [
    await desk.server.connect(desk.visitor),
    await desk.server.connect(desk.robin),
  ];
  const conversationId = await start(kim);
  await staff.get('conversation:subscribe', { conversationId, afterSeq: 0 });
  await staff.next('viewing:changed');
  const { id } = desk.sam.actor;
  await failOnce('member', 'SELECT id, name FROM member WHERE id = ANY', async () => {
    const scope = presenceScope.conversation(conversationId);
    await presenceStore().enter(scope, personKey.member(id), 'test');
  });
  const { viewers } = await staff.next('viewing:changed', (frame) => frame.viewers.length === 2);
  expect(viewers.map(({ name }) => name)).toEqual(['Robin', 'Sam']);
});
