import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as openApiRoute from '@/app/api/v1/openapi.json/route';
import * as membersRoute from '@/app/api/v1/members/route';
import * as meRoute from '@/app/api/v1/me/route';
import * as demoRoute from '@/app/demo/sign-in/route';
import {
  call,
  cookieOf,
  createMember,
  createTestSite,
  createWorkspace,
  headersOf,
  type TestMember,
} from '@/e2e/support/http';
import { useDatabase } from '@/e2e/support/use-database';
import { AppError } from '@/lib/contracts/errors';
import { PEER_HEADER } from '@/lib/platform/client-address';
import { database } from '@/lib/platform/database';
import { forget } from '@/lib/platform/remember';
import { authenticateMember } from '@/lib/server/accounts/authenticate-member';
import { listDemoAccounts, SIMULATED } from '@/lib/server/accounts/demo-accounts';
import { route } from '@/lib/server/http/answer';
import { findDemoSite } from '@/lib/server/sites/find-demo-site';

useDatabase();
let member: TestMember;
beforeAll(async () => {
  const workspaceId = await createWorkspace();
  member = await createMember(workspaceId, 'agent');
  await createTestSite(workspaceId);
});

describe('one-click sign-in of the demo', () => {
  const setDemo = (on: boolean) => {
    if (on) process.env.DEMO = '1';
    else delete process.env.DEMO;
    forget('config');
  };
  afterEach(() => setDemo(false));

  const enter = (headers: Record<string, string> = {}, query = '', email = member.email) => {
    const all = headersOf({
      headers: { [PEER_HEADER]: '127.0.0.1', host: 'localhost:3000', ...headers },
    });
    const url = `http://localhost:3000/demo/sign-in?as=${email}${query}`;
    const request = new Request(url, { headers: all });
    return demoRoute.GET(request, { params: Promise.resolve({}) });
  };

  test('works in the demo, from this machine, and leads to a path of ours only', async () => {
    setDemo(true);
    const answer = await enter({}, '&next=/inbox/42');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/inbox/42']);
    const cookie = cookieOf(answer.headers.get('set-cookie'));
    expect(await authenticateMember(headersOf({ cookie }))).toMatchObject({ id: member.id });
    const away = await enter({}, '&next=//evil.example');
    expect(away.headers.get('location')).toBe('/inbox');
    expect(await listDemoAccounts()).toHaveLength(1);
    expect(await findDemoSite()).toMatchObject({ name: 'Shop' });
  });

  test.each([
    ['another machine', { [PEER_HEADER]: '192.168.1.20' }],
    [
      'another machine behind a forged header',
      { [PEER_HEADER]: '192.168.1.20', 'x-forwarded-for': '127.0.0.1' },
    ],
    ['a name that another site points here', { host: 'evil.example' }],
    ['a link on another site', { 'sec-fetch-site': 'cross-site' }],
  ])('is not there for %s', async (_name, headers) => {
    setDemo(true);
    const answer = await enter(headers);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('leaves simulated colleagues out', async () => {
    setDemo(true);
    const { userId } = await createMember(member.workspaceId, 'agent');
    const email = `mika${SIMULATED}`;
    await database().user.update({ where: { id: userId }, data: { email } });
    expect((await listDemoAccounts()).map((one) => one.email)).toEqual([member.email]);
    expect((await enter({}, '', email)).status).toBe(404);
  });

  test('is not there outside the demo, nor for strangers in it', async () => {
    expect((await enter()).status).toBe(404);
    expect(await listDemoAccounts()).toEqual([]);
    expect(await findDemoSite()).toBeNull();
    setDemo(true);
    expect((await enter({}, 'x')).status).toBe(404);
  });
});

describe('failures over HTTP', () => {
  const problemOf = async (error: unknown) => {
    const handler = route(() => Promise.reject(error as Error));
    const answer = await call(handler);
    return { answer, problem: (await answer.json()) as Record<string, unknown> };
  };

  test('are problem details with the code, its status and when to try again', async () => {
    const { answer, problem } = await problemOf(
      new AppError('rate_limited', { message: 'Wait.', retryAfterMs: 1_500 }),
    );
    expect(answer.status).toBe(429);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(problem).toEqual({
      type: 'urn:switchboard:problem:rate_limited',
      title: 'Too many requests',
      status: 429,
      detail: 'Wait.',
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 1_500,
    });
  });

  test('say nothing of what is inside', async () => {
    const { answer, problem } = await problemOf(new Error('password of the database is hunter2'));
    expect(answer.status).toBe(500);
    expect(problem).toMatchObject({ code: 'internal', instance: expect.any(String) as string });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  test('recognise an error that another copy of the module threw', async () => {
    const foreign = Object.assign(new Error('Gone.'), { name: 'AppError', code: 'not_found' });
    expect((await problemOf(foreign)).answer.status).toBe(404);
  });

  test('tell an outage of the database from being signed out', async () => {
    const outage = Object.assign(new Error('Connection terminated'), { code: '57P01' });
    expect((await problemOf(outage)).problem.code).toBe('unavailable');
  });
});

describe('changes', () => {
  const rename = (headers: Record<string, string>) =>
    call(meRoute.PATCH, { method: 'PATCH', cookie: member.cookie, body: { name: 'Ada' }, headers });

  test('are taken from our own pages only, reading from anywhere', async () => {
    expect((await rename({})).status).toBe(200);
    expect((await rename({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await rename({ origin: 'null' })).status).toBe(403);
    expect((await rename({ origin: 'https://desk.example.com' })).status).toBe(403);
    expect((await rename({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await rename({ 'content-type': 'text/plain;charset=UTF-8' })).status).toBe(400);
    const read = await call(membersRoute.GET, { cookie: member.cookie });
    expect(read.status).toBe(200);
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('are limited per member', async () => {
    const busy = await createMember(member.workspaceId, 'agent');
    const statuses = new Map<number, number>();
    for (let i = 0; i < 122; i++) {
      const options = { method: 'PATCH', cookie: busy.cookie, body: { name: 'Ada' } };
      const { status } = await call(meRoute.PATCH, options);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 200: 120, 429: 2 });
  });
});

test('the API describes itself', async () => {
  const document = (await (await call(openApiRoute.GET)).json()) as { openapi: string };
  expect(document.openapi).toBe('3.1.0');
});
