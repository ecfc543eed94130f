/** What was given up and how far the stream is behind: kept, listed by pages, for admins of the place. */
import { v7 as uuid } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import { DELETE as discard } from '@/app/api/v1/dead-letters/[deadLetterId]/route';
import { POST as retry } from '@/app/api/v1/dead-letters/[deadLetterId]/retry/route';
import { GET as list } from '@/app/api/v1/dead-letters/route';
import { GET as system } from '@/app/api/v1/system/route';
import { call, createMember, createWorkspace } from '@/e2e/support/http';
import { useDatabase } from '@/e2e/support/use-database';
import { LIMITS } from '@/lib/contracts/limits';
import { deadLetterListSchema, systemSchema } from '@/lib/contracts/system';
import { database } from '@/lib/platform/database';
import { InProcessEventStream } from '@/lib/platform/event-stream-in-process';
import { applicationName, nodeId } from '@/lib/platform/node-identity';
import { buryDeadLetter, forgetOldDeadLetters } from '@/lib/server/dead-letters/bury-dead-letter';
import { outboxLag, relayBatch } from '@/lib/server/outbox/outbox-store';

useDatabase();
let workspaceId: string;
let cookie: string;

beforeEach(async () => {
  await database().deadLetter.deleteMany();
  await database().outbox.deleteMany();
  workspaceId = await createWorkspace();
  cookie = (await createMember(workspaceId, 'admin')).cookie;
});

const letter = (of: string | null = workspaceId) => ({
  group: 'announce',
  eventId: uuid(),
  topic: 'message:sent',
  workspaceId: of,
  entry: { conversationId: uuid() },
  error: new Error('poison'),
  attempts: LIMITS.deliveryAttempts,
});

/** The whole list as the route gives it, page by page. */
async function listAll(): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const request = new Request(
      `http://desk.example.com/?${cursor && new URLSearchParams({ cursor }).toString()}`,
      { headers: { cookie, host: 'desk.example.com' } },
    );
    const answer = await list(request, { params: Promise.resolve({}) });
    expect(answer.status).toBe(200);
    const page = deadLetterListSchema.parse(await answer.json());
    pages.push(page.deadLetters.map(({ eventId }) => eventId));
    cursor = page.nextCursor;
  }
  return pages;
}

test('an entry that in-process consumers give up is listed once, however often it comes', async () => {
  const stream = new InProcessEventStream();
  stream.consume('announce', () => Promise.reject(new Error('poison')), buryDeadLetter);
  const id = uuid();
  const row = { id, workspaceId, conversationId: uuid(), seq: 1, topic: 'message:sent' };
  for (let n = 0; n < 2; n++) {
    await database().outbox.create({ data: { ...row, payload: {} } });
    const node = applicationName(nodeId());
    expect(await relayBatch(10, node, (entries) => stream.append(entries))).toBe(1);
    expect((await outboxLag()).rows).toBe(0);
  }
  expect(await listAll()).toEqual([[id]]);
  const answer = await call(list, { cookie });
  const { deadLetters } = deadLetterListSchema.parse(await answer.json());
  expect(deadLetters[0]).toMatchObject({
    group: 'announce',
    conversationId: row.conversationId,
    error: 'poison',
    attempts: LIMITS.deliveryAttempts,
  });
});

test('a dead letter that cannot be kept keeps its row in the outbox', async () => {
  const stream = new InProcessEventStream();
  stream.consume(
    'announce',
    () => Promise.reject(new Error('poison')),
    () => Promise.reject(new Error('no table')),
  );
  const row = { id: uuid(), workspaceId, conversationId: uuid(), seq: 1, topic: 'message:sent' };
  await database().outbox.create({ data: { ...row, payload: {} } });
  const relaying = relayBatch(10, applicationName(nodeId()), (entries) => stream.append(entries));
  await expect(relaying).rejects.toThrow('no table');
  expect((await outboxLag()).rows).toBe(1);
});

test('pages are newest first and complete; another workspace’s are not in them', async () => {
  const other = await createWorkspace();
  const mine: string[] = [];
  for (let n = 0; n < LIMITS.deadLettersPerPage + 3; n++) {
    const made = letter(n === 7 ? null : workspaceId);
    await buryDeadLetter(made);
    await buryDeadLetter(letter(other));
    mine.unshift(made.eventId);
  }
  const pages = await listAll();
  expect(pages.map((page) => page.length)).toEqual([LIMITS.deadLettersPerPage, 3]);
  expect(pages.flat()).toEqual(mine);
});

test('what Postgres would refuse is kept without it', async () => {
  const odd = letter();
  await buryDeadLetter({
    ...odd,
    eventId: 'a\0b\ud800',
    entry: { 'a\0': '\0\\u0000\ud800', kept: 'yes' },
    error: new Error('x\0'.repeat(1_000)),
  });
  const kept = await database().deadLetter.findFirstOrThrow();
  expect(kept).toMatchObject({ eventId: 'ab\ufffd', entry: { a: '\\u0000\ufffd', kept: 'yes' } });
  expect(kept.error.length).toBeLessThanOrEqual(500);
});

test('LIM-1: the oldest go when there are too many', async () => {
  await database().$executeRaw`
    INSERT INTO dead_letter (id, "group", event_id, topic, entry, error, attempts, created_at)
    SELECT gen_random_uuid(), 'announce', n::text, 'message:sent', '{}', 'poison', 5,
      to_timestamp(1700000000 + n)
    FROM generate_series(1, ${LIMITS.deadLetters + 3}::int) n`;
  await forgetOldDeadLetters();
  expect(await database().deadLetter.count()).toBe(LIMITS.deadLetters);
  const oldest = await database().deadLetter.findFirstOrThrow({ orderBy: { createdAt: 'asc' } });
  expect(oldest.eventId).toBe('4');
});

/** Buried, and readable. */
async function buried(of = workspaceId): Promise<{ id: string; eventId: string }> {
  const made = letter(of);
  const { eventId: id, topic } = made;
  const entry = { id, topic, workspaceId: of, conversationId: uuid(), seq: 3 };
  await buryDeadLetter({ ...made, entry: { ...entry, ageMs: 4, announced: true } });
  return database().deadLetter.findFirstOrThrow({ where: { eventId: id } });
}
const on = (id: string, by?: string) => ({
  method: 'POST',
  cookie: by,
  params: { deadLetterId: id },
});

test('what is retried goes to the stream once more, and nowhere else', async () => {
  const { id, eventId } = await buried();
  expect((await call(retry, on(id, cookie))).status).toBe(204);
  expect(await database().deadLetter.count()).toBe(0);
  const heard: unknown[] = [];
  const stream = new InProcessEventStream();
  stream.consume('announce', (entry) => Promise.resolve(void heard.push(entry)), buryDeadLetter);
  const relay = () =>
    relayBatch(10, applicationName(nodeId()), (entries) => stream.append(entries));
  // It is of no node, so it first lies there for a second.
  await expect.poll(relay, { timeout: 10_000 }).toBe(1);
  expect(heard).toEqual([expect.objectContaining({ id: eventId, seq: 3, announced: false })]);
  expect((await call(retry, on(id, cookie))).status).toBe(404);
});

test('what could not be read cannot be retried, only discarded', async () => {
  await buryDeadLetter(letter());
  const { id } = await database().deadLetter.findFirstOrThrow();
  expect((await call(retry, on(id, cookie))).status).toBe(400);
  expect(await database().deadLetter.count()).toBe(1);
  expect((await call(discard, on(id, cookie))).status).toBe(204);
  expect(await database().deadLetter.count()).toBe(0);
  expect(await database().outbox.count()).toBe(0);
});

test('AUT-1: what names no workspace is shown to admins, and dealt with by none of them', async () => {
  await buryDeadLetter(letter(null));
  const { id } = await database().deadLetter.findFirstOrThrow();
  for (const route of [retry, discard]) {
    const answer = await call(route, on(id, cookie));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('It names no workspace');
  }
  expect(await database().deadLetter.count()).toBe(1);
  await buryDeadLetter(letter());
  const { deadLetters } = deadLetterListSchema.parse(await (await call(list, { cookie })).json());
  expect(deadLetters.map(({ canRetry, canDiscard }) => ({ canRetry, canDiscard }))).toEqual([
    { canRetry: false, canDiscard: true },
    { canRetry: false, canDiscard: false },
  ]);
});

test('AUT-1: only admins and owners of its workspace retry and discard', async () => {
  const { id } = await buried();
  const agent = await createMember(workspaceId, 'agent');
  const stranger = await createMember(await createWorkspace(), 'owner');
  for (const route of [retry, discard]) {
    expect((await call(route, on(id))).status).toBe(401);
    expect((await call(route, on(id, agent.cookie))).status).toBe(403);
    expect((await call(route, on(id, stranger.cookie))).status).toBe(404);
  }
  expect(await database().deadLetter.count()).toBe(1);
});

test('AUT-1: admins and owners only', async () => {
  const owner = await createMember(workspaceId, 'owner');
  const agent = await createMember(workspaceId, 'agent');
  for (const route of [list, system]) {
    expect((await call(route, { cookie: owner.cookie })).status).toBe(200);
    expect((await call(route, { cookie: agent.cookie })).status).toBe(403);
    expect((await call(route)).status).toBe(401);
  }
});

test('the state of the stream is counts, and a foreign cursor is refused', async () => {
  await buryDeadLetter(letter());
  await buryDeadLetter(letter(await createWorkspace()));
  const state = systemSchema.parse(await (await call(system, { cookie })).json());
  expect(state).toEqual({
    outbox: { rows: 0, oldestSeconds: 0 },
    groups: [],
    deadLetters: 1,
    emails: false,
  });
  const request = new Request('http://desk.example.com/?cursor=nonsense', { headers: { cookie } });
  expect((await list(request, { params: Promise.resolve({}) })).status).toBe(400);
});
