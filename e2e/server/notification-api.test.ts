/** Notifications by programs: who is told, once, whatever is repeated; and inboxes over HTTP. */
import { v7 as uuid } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import * as preferencesRoute from '@/app/api/v1/notification-preferences/route';
import * as changesRoute from '@/app/api/v1/notifications/changes/route';
import * as countsRoute from '@/app/api/v1/notifications/counts/route';
import * as markAllRoute from '@/app/api/v1/notifications/mark-all/route';
import * as notificationsRoute from '@/app/api/v1/notifications/route';
import * as undoRoute from '@/app/api/v1/notifications/undo/route';
import * as sitesRoute from '@/app/api/v1/sites/route';
import type { ApiScope } from '@/lib/contracts/api-keys';
import type { NotificationSendData } from '@/lib/contracts/notification-api';
import { LIMITS } from '@/lib/contracts/limits';
import { database } from '@/lib/platform/database';
import { createApiKey } from '@/lib/server/api-keys/api-keys';
import { answerOnce, forgetExpiredRequests } from '@/lib/server/http/idempotency';
import { answer } from '@/lib/server/http/answer';
import { AppError } from '@/lib/contracts/errors';
import { useDesk } from '../support/desk';
import { call, createMember, type Call } from '../support/http';
import { createWorkspace, type TestWorkspace } from '../support/workspace';

const desk = useDesk();
let secret: string;
let email: string;
let verifiedId: string;

const keyIn = async ({ id }: TestWorkspace, scopes: ApiScope[]) =>
  (
    await createApiKey(
      { ...desk.robin.actor, workspaceId: id, role: 'admin' },
      { name: 'Shop', scopes },
    )
  ).secret;

beforeEach(async () => {
  secret = await keyIn(desk.workspace, ['notifications:write', 'notifications:read']);
  const user = await database().user.findUniqueOrThrow({ where: { id: desk.robin.actor.userId } });
  email = user.email;
  verifiedId = desk.visitor.actor.id;
  await database().contact.update({ where: { id: verifiedId }, data: { externalId: 'u-1' } });
});

type Route = Parameters<typeof call>[0];
const as = (route: Route, options: Call & { by?: string; key?: string }) =>
  call(route, {
    ...options,
    headers: {
      authorization: `Bearer ${options.by ?? secret}`,
      ...(options.key !== undefined && { 'idempotency-key': options.key }),
      ...options.headers,
    },
  });
const toKim = () => ({ siteKey: desk.workspace.siteKey, externalId: 'u-1' });
const toRobin = () => ({ memberEmail: email });
const parcel = (over: object = {}) => ({
  recipients: [toKim()],
  title: 'Your parcel is on its way',
  preview: 'It arrives tomorrow.',
  url: 'https://shop.example/orders/7',
  subjectKey: 'order-7',
  ...over,
});
const send = (body: object, over: { by?: string; key?: string } = {}) =>
  as(notificationsRoute.POST, { body, ...over });
const sent = async (body: object, over: { by?: string; key?: string } = {}) => {
  const answered = await send(body, over);
  expect(answered.status).toBe(201);
  return (await answered.json()) as NotificationSendData;
};
const codeOf = async (answered: Response) => ({
  status: answered.status,
  code: ((await answered.json()) as { code: string }).code,
});
/** A GET has its parameters in the address. */
const get = (
  route: { GET: Route },
  query: Record<string, string>,
  headers: Record<string, string> = { authorization: `Bearer ${secret}` },
) =>
  route.GET(
    new Request(`http://desk.example.com/?${new URLSearchParams(query).toString()}`, {
      headers: { host: 'desk.example.com', ...headers },
    }),
    { params: Promise.resolve({}) },
  );
const rowsOf = (recipientId: string) =>
  database().notification.findMany({ where: { recipientId } });
const recount = async (recipientId: string) => {
  const rows = (await rowsOf(recipientId)).filter(
    ({ archivedAt, snoozedUntil }) => !archivedAt && !(snoozedUntil && snoozedUntil > new Date()),
  );
  return {
    unseen: rows.filter(({ seenAt }) => !seenAt).length,
    unread: rows.filter(({ readAt }) => !readAt).length,
  };
};

describe('telling people', () => {
  test('a contact and a member, live, on what the program says', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const { siteId } = desk.workspace;
    const recipients = [{ siteId, externalId: 'u-1' }, { memberEmail: email.toUpperCase() }];
    const { id, results } = await sent(parcel({ recipients }));
    expect(results.map(({ status }) => status)).toEqual(['sent', 'sent']);
    const { notification, counts } = await kim.next('notification:created');
    expect(notification).toMatchObject({
      id: results[0]!.notificationId,
      kind: 'custom',
      title: 'Your parcel is on its way',
      preview: 'It arrives tomorrow.',
      subject: { kind: 'external', key: 'order-7', url: 'https://shop.example/orders/7' },
      actor: { kind: 'system', id: null, name: null },
      count: 1,
    });
    expect(counts).toEqual({ unseen: 1, unread: 1 });
    expect(await database().notificationCause.count({ where: { eventId: id } })).toBe(2);
  });

  test('the same subject grows one row, another or none makes its own', async () => {
    await sent(parcel());
    await sent(parcel({ title: 'It is late' }));
    await sent(parcel({ subjectKey: 'order-8' }));
    const { subjectKey: _none, ...alone } = parcel();
    await sent(alone);
    await sent(alone);
    const rows = await rowsOf(verifiedId);
    expect(rows.map(({ subjectKey, count }) => [subjectKey.slice(0, 7), count])).toHaveLength(4);
    expect(rows.find(({ subjectKey }) => subjectKey === 'order-7')).toMatchObject({
      title: 'It is late',
      count: 2,
    });
  });

  test('who cannot be told is reported in its place and keeps nobody from it', async () => {
    const elsewhere = await desk.workspace.addVisitor('Elsewhere');
    await database().contact.update({
      where: { id: elsewhere.actor.id },
      data: { externalId: 'u-2' },
    });
    await as(preferencesRoute.PATCH, {
      method: 'PATCH',
      body: {
        recipient: { siteId: desk.workspace.siteId, externalId: 'u-2' },
        choices: { custom: { inbox: false } },
      },
    });
    const gone = await database().user.findUniqueOrThrow({ where: { id: desk.sam.actor.userId } });
    await database().member.update({
      where: { id: desk.sam.actor.id },
      data: { removedAt: new Date() },
    });
    const { results } = await sent(
      parcel({
        recipients: [
          { siteKey: desk.workspace.siteKey, externalId: 'nobody' },
          toKim(),
          { siteId: desk.workspace.siteId, externalId: 'u-2' },
          { memberEmail: gone.email },
          { siteId: desk.workspace.siteId, externalId: 'u-1' },
        ],
      }),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'unknown',
      'sent',
      'muted',
      'unknown',
      'sent',
    ]);
    expect(results[1]!.notificationId).toBe(results[4]!.notificationId);
    expect(results[0]).toEqual({
      recipient: { siteKey: desk.workspace.siteKey, externalId: 'nobody' },
      status: 'unknown',
      notificationId: null,
    });
    expect(await rowsOf(verifiedId)).toMatchObject([{ count: 1 }]);
  });

  test('100 at once, and not 101', async () => {
    const people = Array.from({ length: 100 }, (_, i) => ({ id: uuid(), externalId: `c-${i}` }));
    const { id: workspaceId, siteId } = desk.workspace;
    await database().contact.createMany({
      data: people.map((person) => ({ ...person, workspaceId, siteId })),
    });
    const recipients = people.map(({ externalId }) => ({ siteId, externalId }));
    const tooMany = await send(parcel({ recipients: [...recipients, toKim()] }));
    expect(await codeOf(tooMany)).toEqual({ status: 400, code: 'invalid' });
    expect(await database().notification.count({ where: { workspaceId } })).toBe(0);
    const { results } = await sent(parcel({ recipients }));
    expect(new Set(results.map(({ notificationId }) => notificationId)).size).toBe(100);
    expect(await database().notification.count({ where: { workspaceId } })).toBe(100);
  });

  test.each([
    ['no recipient', { recipients: [] }],
    ['a recipient without a site', { recipients: [{ externalId: 'u-1' }] }],
    ['an address that is no page', { url: 'javascript:alert(1)' }],
    ['no title', { title: ' ' }],
    ['a NUL', { title: 'a\u0000b' }],
    ['a kind of ours', { kind: 'assigned' }],
    ['what it does not know', { priority: 'high' }],
  ])('%s is refused', async (_name, over) => {
    expect(await codeOf(await send(parcel(over)))).toEqual({ status: 400, code: 'invalid' });
  });
});

describe('who may', () => {
  test('a key by its scopes, and a person not at all', async () => {
    const reader = await keyIn(desk.workspace, ['notifications:read']);
    const writer = await keyIn(desk.workspace, ['notifications:write']);
    expect((await send(parcel(), { by: reader })).status).toBe(403);
    expect((await send(parcel(), { by: writer })).status).toBe(201);
    const bearer = (by: string) => ({ authorization: `Bearer ${by}` });
    expect((await get(notificationsRoute, toKim(), bearer(writer))).status).toBe(403);
    expect((await get(notificationsRoute, toKim(), bearer(reader))).status).toBe(200);
    const read = { ids: [uuid()], change: { kind: 'read' }, recipient: toKim() };
    expect((await as(changesRoute.POST, { by: reader, body: read })).status).toBe(403);
    const byCookie = { body: parcel(), cookie: desk.robin.cookie };
    expect((await call(notificationsRoute.POST, byCookie)).status).toBe(403);
    expect((await call(notificationsRoute.POST, { body: parcel() })).status).toBe(401);
  });

  test('never beyond its workspace: people of another are nobody', async () => {
    const there = await keyIn(await createWorkspace('There'), [
      'notifications:write',
      'notifications:read',
    ]);
    const { results } = await sent(parcel({ recipients: [toKim(), toRobin()] }), { by: there });
    expect(results.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
    expect(await rowsOf(verifiedId)).toEqual([]);
    const bearer = { authorization: `Bearer ${there}` };
    for (const named of [toKim(), toRobin()]) {
      expect((await get(notificationsRoute, named, bearer)).status).toBe(404);
      expect((await get(countsRoute, named, bearer)).status).toBe(404);
    }
  });
});

describe('an idempotency key', () => {
  test('replays the answer and does nothing again', async () => {
    const first = await send(parcel(), { key: 'order-7-sent' });
    const { subjectKey, ...rest } = parcel();
    const again = await send({ subjectKey, ...rest }, { key: '"order-7-sent"' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.text()).toBe(await first.text());
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await rowsOf(verifiedId)).toMatchObject([{ count: 1 }]);
    await sent(parcel(), { key: 'order-7-late' });
    expect(await rowsOf(verifiedId)).toMatchObject([{ count: 2 }]);
  });

  test('is refused with another body, and is one key’s own', async () => {
    await sent(parcel(), { key: 'k-1' });
    const other = await send(parcel({ title: 'Something else' }), { key: 'k-1' });
    expect(await codeOf(other)).toEqual({ status: 422, code: 'key_reused' });
    const by = await keyIn(desk.workspace, ['notifications:write']);
    await sent(parcel({ title: 'Something else' }), { key: 'k-1', by });
    expect(await rowsOf(verifiedId)).toMatchObject([{ count: 2 }]);
  });

  test('lets one of many twins run', async () => {
    const twins = await Promise.all(Array.from({ length: 10 }, () => send(parcel(), { key: 'k' })));
    const answers = await Promise.all(
      twins.map(async (twin) => ({ status: twin.status, text: await twin.text() })),
    );
    const told = answers.filter(({ status }) => status === 201);
    expect(told.length).toBeGreaterThanOrEqual(1);
    expect(new Set(told.map(({ text }) => text)).size).toBe(1);
    for (const { status, text } of answers.filter((one) => one.status !== 201)) {
      expect(status).toBe(409);
      expect(JSON.parse(text)).toMatchObject({ code: 'in_progress', retryable: true });
    }
    expect(await rowsOf(verifiedId)).toMatchObject([{ count: 1 }]);
    expect((await send(parcel(), { key: 'k' })).status).toBe(201);
  });

  test('is forgotten after a day, and then begins something new', async () => {
    const { id } = await sent(parcel(), { key: 'daily' });
    const age = (ms: number) =>
      database().idempotencyRecord.updateMany({
        where: { key: 'daily' },
        data: { createdAt: new Date(Date.now() - ms) },
      });
    await age(24 * 3_600_000 - 5_000);
    expect((await sent(parcel(), { key: 'daily' })).id).toBe(id);
    await age(24 * 3_600_000);
    const next = await sent(parcel({ title: 'The next day' }), { key: 'daily' });
    expect(next.id).not.toBe(id);
    expect(await rowsOf(verifiedId)).toMatchObject([{ count: 2, title: 'The next day' }]);
    await forgetExpiredRequests();
    expect(await database().idempotencyRecord.count({ where: { key: 'daily' } })).toBe(1);
    await age(24 * 3_600_000);
    await forgetExpiredRequests();
    expect(await database().idempotencyRecord.count({ where: { key: 'daily' } })).toBe(0);
  });

  test.each([
    ['', 400],
    ['x'.repeat(255), 201],
    ['x'.repeat(256), 400],
  ])('of any sensible length: %#', async (key, status) => {
    expect((await send(parcel(), { key })).status).toBe(status);
  });
});

test('a site is made once under one key, too', async () => {
  const admin = await createMember(desk.workspace.id, 'admin');
  const body = {
    name: 'Second shop',
    allowedOrigins: ['https://second.example'],
    identityEnforced: false,
    theme: {},
    greeting: '',
  };
  const options = { body, cookie: admin.cookie, headers: { 'idempotency-key': 'second' } };
  const first = await call(sitesRoute.POST, options);
  const again = await call(sitesRoute.POST, options);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(await again.text()).toBe(await first.text());
  // Done, but its answer was lost with the process: it is found, not made again.
  await database().idempotencyRecord.updateMany({
    where: { key: 'second' },
    data: { status: null, runningUntil: new Date(0) },
  });
  expect((await call(sitesRoute.POST, options)).status).toBe(201);
  const { id: workspaceId } = desk.workspace;
  expect(await database().site.count({ where: { workspaceId, name: body.name } })).toBe(1);
});

describe('answering once', () => {
  const request = (key: string) =>
    new Request('http://desk.example.com/', { headers: { 'idempotency-key': key } });
  const asked = (input: unknown = 1) => ({
    callerId: desk.robin.actor.id,
    operation: 'POST /x',
    input,
  });
  const failing = (error: Error) => () => Promise.reject(error);

  test('a failure of ours sets the key free; a repeat has the same id, another request its own', async () => {
    const ids: string[] = [];
    const attempt = (input: number, error?: Error) =>
      answerOnce(request('free'), asked(input), (id) => {
        ids.push(id);
        return error ? Promise.reject(error) : Promise.resolve(answer({ input }));
      });
    expect((await attempt(1, new AppError('unavailable'))).status).toBe(503);
    expect((await attempt(1, new Error('a defect'))).status).toBe(500);
    expect((await attempt(2, new AppError('rate_limited'))).status).toBe(429);
    expect((await attempt(2, new AppError('forbidden'))).status).toBe(403);
    expect((await attempt(2)).status).toBe(200);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids.slice(3)).toEqual([ids[2], ids[2]]);
    await expect(attempt(1)).rejects.toMatchObject({ code: 'key_reused' });
    expect(ids).toHaveLength(5);
  });

  test('a refusal is an answer, and is replayed', async () => {
    const refuse = failing(new AppError('not_found', { message: 'Not here.' }));
    const first = await answerOnce(request('no'), asked(), refuse);
    const again = await answerOnce(request('no'), asked(), failing(new Error('runs again')));
    expect(again.status).toBe(404);
    expect(again.headers.get('content-type')).toBe('application/problem+json');
    expect(await again.text()).toBe(await first.text());
  });

  test('while the first runs nobody else does; one that died is taken over by the same request', async () => {
    let finish = () => {};
    const ids: string[] = [];
    let first = Promise.resolve(answer(null));
    await new Promise<void>((begin) => {
      first = answerOnce(request('slow'), asked(), async (id) => {
        ids.push(id);
        begin();
        await new Promise<void>((resolve) => (finish = resolve));
        return answer({ by: 'first' });
      });
    });
    const second = (input: unknown = 1) =>
      answerOnce(request('slow'), asked(input), (id) => {
        ids.push(id);
        return Promise.resolve(answer({ by: 'second' }));
      });
    await expect(second()).rejects.toMatchObject({ code: 'in_progress', retryAfterMs: 1_000 });
    await expect(second(2)).rejects.toMatchObject({ code: 'key_reused' });
    await database().idempotencyRecord.updateMany({
      where: { key: 'slow' },
      data: { runningUntil: new Date(Date.now() - 1) },
    });
    await expect(second(2)).rejects.toMatchObject({ code: 'key_reused' });
    expect(await (await second()).json()).toEqual({ by: 'second' });
    expect(ids[1]).toBe(ids[0]);
    // The one that was taken for dead ends after all: what was answered stays.
    finish();
    expect(await (await first).json()).toEqual({ by: 'first' });
    expect(await (await second()).json()).toEqual({ by: 'second' });
  });
});

describe('an inbox over HTTP', () => {
  interface Listed {
    notifications: { id: string; readAt: string | null; title: string }[];
    nextCursor: string | null;
    version: number;
    counts: { unseen: number; unread: number };
  }
  const list = async (query: Record<string, string>, headers?: Record<string, string>) => {
    const answered = await get(notificationsRoute, query, headers);
    expect(answered.status).toBe(200);
    return (await answered.json()) as Listed;
  };
  const counts = async (query: Record<string, string>) =>
    (await (await get(countsRoute, query)).json()) as Listed['counts'] & { version: number };
  const many = async (length: number, recipient: object) => {
    for (let i = 0; i < length; i += 1) {
      await sent(parcel({ recipients: [recipient], subjectKey: `order-${i}`, title: `No. ${i}` }));
    }
  };

  test('pages by cursor until there is no more, each once, newest first', async () => {
    await many(LIMITS.notificationsPerPage + 2, toKim());
    const first = await list(toKim());
    expect(first.notifications).toHaveLength(LIMITS.notificationsPerPage);
    const rest = await list({ ...toKim(), cursor: first.nextCursor! });
    expect(rest.nextCursor).toBeNull();
    const titles = [...first.notifications, ...rest.notifications].map(({ title }) => title);
    expect(titles).toEqual(
      Array.from({ length: LIMITS.notificationsPerPage + 2 }, (_, i) => `No. ${i}`).toReversed(),
    );
    const foreign = await get(notificationsRoute, { ...toKim(), cursor: 'AAAA' });
    expect(await codeOf(foreign)).toEqual({ status: 400, code: 'invalid' });
    const unnamed = await get(notificationsRoute, {});
    expect(await codeOf(unnamed)).toEqual({ status: 400, code: 'invalid' });
  });

  test('changes for a recipient are live on their devices, and counts equal a recount', async () => {
    await many(4, toKim());
    const kim = await desk.server.connect(desk.visitor);
    const { notifications, version } = await list(toKim());
    const [a, b, c] = notifications.map(({ id }) => id) as [string, string, string];
    const change = (ids: string[], kind: string, more: object = {}) =>
      as(changesRoute.POST, {
        body: { recipient: toKim(), ids, change: { kind, ...more } },
      });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    for (const answered of [
      await change([a], 'read'),
      await change([b], 'archive'),
      await change([c], 'snooze', { until }),
    ]) {
      expect(answered.status).toBe(200);
      const { unseen, unread } = await recount(verifiedId);
      expect(await counts(toKim())).toMatchObject({ unseen, unread });
    }
    await kim.next('notification:counted', (step) => step.counts.unread === 1);
    await sent(parcel({ subjectKey: 'order-new' }));
    const markAll = await as(markAllRoute.POST, {
      body: { recipient: toKim(), change: 'read', upToVersion: version },
    });
    const marked = (await markAll.json()) as { stamp: string; counts: object };
    expect(marked.counts).toEqual(await recount(verifiedId));
    const undone = await as(undoRoute.POST, {
      body: { recipient: toKim(), change: 'read', stamp: marked.stamp },
    });
    expect(((await undone.json()) as { counts: object }).counts).toEqual(await recount(verifiedId));
    expect((await list({ ...toKim(), tab: 'archived' })).notifications).toMatchObject([{ id: b }]);
    expect((await list({ ...toKim(), tab: 'snoozed' })).notifications).toMatchObject([{ id: c }]);
  });

  test('a member has their own by session, and nobody else’s', async () => {
    await many(1, toRobin());
    const cookie = { cookie: desk.robin.cookie };
    const { notifications, counts: mine } = await list({}, cookie);
    expect({ length: notifications.length, mine }).toEqual({
      length: 1,
      mine: { unseen: 1, unread: 1 },
    });
    expect((await get(notificationsRoute, toKim(), cookie)).status).toBe(403);
    const ids = [notifications[0]!.id];
    const read = { body: { ids, change: { kind: 'read' } } };
    expect((await call(changesRoute.POST, { ...read, cookie: desk.sam.cookie })).status).toBe(200);
    expect((await list({}, cookie)).notifications[0]!.readAt).toBeNull();
    const foreign = { ...read, ...cookie, headers: { origin: 'https://evil.example' } };
    expect((await call(changesRoute.POST, foreign)).status).toBe(403);
    expect((await call(changesRoute.POST, { ...read, ...cookie })).status).toBe(200);
    expect((await list({}, cookie)).counts).toEqual(await recount(desk.robin.actor.id));
  });
});
