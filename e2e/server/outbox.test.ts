/** The outbox under a load that is more than it can be rid of at once. */
import { v7 as uuid } from 'uuid';
import { beforeEach, expect, test, vi } from 'vitest';
import { useDatabase } from '@/e2e/support/use-database';
import { createWorkspace } from '@/e2e/support/workspace';
import { LIMITS } from '@/lib/contracts/limits';
import { database } from '@/lib/platform/database';
import type { Appended, EventStream } from '@/lib/platform/event-stream';
import { outboxLag, relayBatch } from '@/lib/server/outbox/outbox-store';
import { startRelay } from '@/lib/worker/relay-outbox';

useDatabase();
let workspaceId: string;
beforeEach(async () => {
  await database().outbox.deleteMany();
  workspaceId = (await createWorkspace()).id;
});

const fill = (rows: number, ageSeconds: number) =>
  database().$executeRaw`
    INSERT INTO outbox (id, workspace_id, conversation_id, seq, topic, payload, node, created_at, due_at)
    SELECT gen_random_uuid(), ${workspaceId}::uuid, ${uuid()}::uuid, n, 'message:sent', '{}', 'gone', at, at
    FROM generate_series(1, ${rows}::int) AS n,
      LATERAL (SELECT now() - make_interval(secs => ${ageSeconds}) AS at) x`;

test('DRN-1: a stop waits for one batch, however many there are', async () => {
  await fill(5 * LIMITS.outboxBatch, 10);
  const taken: number[] = [];
  let release = () => {};
  const holding = new Promise<void>((resolve) => (release = resolve));
  const stream: EventStream = {
    append: async (entries) => {
      taken.push(entries.length);
      await holding;
      return { state: 'done' } satisfies Appended;
    },
    consume: () => () => Promise.resolve(),
    settle: () => Promise.resolve(null),
    tidy: () => Promise.resolve(),
    lag: () => Promise.resolve([]),
  };
  const relay = startRelay(stream);
  await vi.waitFor(() => expect(taken).toHaveLength(1), { timeout: 10_000 });
  const stopped = relay.stop();
  release();
  await stopped;
  expect(taken).toEqual([LIMITS.outboxBatch]);
  expect(await database().outbox.count()).toBe(4 * LIMITS.outboxBatch);
});

test('what is late stays, and what is done is forgotten', async () => {
  await fill(3, 10);
  const late: string[] = [];
  const relayed = await relayBatch(10, 'me', (entries) => {
    late.push(entries[1]!.id);
    return Promise.resolve({ state: 'done', late });
  });
  expect(relayed).toBe(3);
  expect((await database().outbox.findMany()).map(({ id }) => id)).toEqual(late);
});

test('the age of the oldest row is told, wherever it lies', async () => {
  expect(await outboxLag()).toEqual({ rows: 0, oldestSeconds: 0 });
  await fill(10_500, 5);
  await fill(1, 3_600);
  const { rows, oldestSeconds } = await outboxLag();
  expect(rows).toBe(10_000);
  expect(oldestSeconds).toBeGreaterThan(3_599);
  // In the stream, before everything that waits.
  await database().$executeRaw`
    UPDATE outbox SET generation = 'g', stream_ms = 1, stream_no = 0, due_at = 'infinity'
    WHERE created_at < now() - interval '1 hour'`;
  expect((await outboxLag()).oldestSeconds).toBeGreaterThan(3_599);
});
