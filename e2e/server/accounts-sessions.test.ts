import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as authRoutes from '@/app/api/auth/[...all]/route';
import * as passwordRoute from '@/app/api/v1/me/password/route';
import * as sessionRoute from '@/app/api/v1/me/sessions/[sessionId]/route';
import * as sessionsRoute from '@/app/api/v1/me/sessions/route';
import { call, createMember, createWorkspace, cookieOf, headersOf } from '@/e2e/support/http';
import { useBusLog, useDatabase } from '@/e2e/support/use-database';
import { database } from '@/lib/platform/database';
import { forget } from '@/lib/platform/remember';
import { authenticateMember } from '@/lib/server/accounts/authenticate-member';
import { findEndedSessions } from '@/lib/server/accounts/find-ended-sessions';

useDatabase();
const heard = useBusLog();
let workspaceId: string;
beforeAll(async () => {
  workspaceId = await createWorkspace();
});

const auth = (method: 'GET' | 'POST', path: string, options: Parameters<typeof call>[1] = {}) =>
  call(authRoutes[method], { method, params: { all: path.split('/') }, ...options });
const signIn = (body: unknown, options: Parameters<typeof call>[1] = {}) =>
  auth('POST', 'sign-in/email', { body, ...options });

const who = (cookie: string) => authenticateMember(headersOf({ cookie }));
const revoked = () => heard.filter((message) => message.kind === 'revoke');

describe('signing in', () => {
  test('opens a session that authenticates, in a cookie that scripts cannot read', async () => {
    const member = await createMember(workspaceId, 'agent');
    const answer = await signIn({
      email: ` ${member.email.toUpperCase()} `,
      password: member.password,
    });
    expect(answer.status).toBe(200);
    const setCookie = answer.headers.get('set-cookie')!;
    expect(setCookie).toMatch(/^switchboard_session=/);
    expect(setCookie).toMatch(/HttpOnly/i);
    expect(setCookie).toMatch(/SameSite=Lax/i);
    expect(setCookie).toMatch(/Path=\//i);
    expect(setCookie).not.toMatch(/Secure|Domain/i);
    expect(await who(cookieOf(setCookie))).toMatchObject({
      kind: 'member',
      id: member.id,
      workspaceId,
      role: 'agent',
    });
  });

  test('keeps neither the password nor the token', async () => {
    const member = await createMember(workspaceId, 'agent');
    const answer = await signIn(member);
    const token = decodeURIComponent(
      cookieOf(answer.headers.get('set-cookie')).split('=')[1]!,
    ).split('.')[0]!;
    expect(token.length).toBeGreaterThanOrEqual(22);
    const sessions = await database().session.findMany({ where: { userId: member.userId } });
    expect(sessions).toHaveLength(2);
    expect(JSON.stringify(sessions)).not.toContain(token);
    const account = await database().account.findFirstOrThrow({ where: { userId: member.userId } });
    expect(account.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('answers a wrong password, an unknown address and a removed member alike', async () => {
    const member = await createMember(workspaceId, 'agent');
    const gone = await createMember(workspaceId, 'agent');
    await database().member.update({ where: { id: gone.id }, data: { removedAt: new Date() } });
    const answers = await Promise.all([
      signIn({ email: member.email, password: 'wrong-wrong-wrong' }),
      signIn({ email: 'nobody@example.com', password: 'wrong-wrong-wrong' }),
      signIn({ email: gone.email, password: gone.password }),
      signIn({ email: 'not an address', password: 'wrong-wrong-wrong' }),
    ]);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401]);
    expect(new Set(bodies).size).toBe(1);
    expect(answers[0]!.headers.get('content-type')).toBe('application/problem+json');
    for (const answer of answers) expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('is limited per account and address, whether or not the account exists', async () => {
    const member = await createMember(workspaceId, 'agent');
    for (const email of [member.email, 'still-nobody@example.com']) {
      const headers = { 'x-switchboard-peer': '203.0.113.50' };
      const attempt = () => signIn({ email, password: 'wrong-wrong-wrong' }, { headers });
      const statuses: number[] = [];
      for (let i = 0; i < 12; i++) statuses.push((await attempt()).status);
      expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
      expect(Number((await attempt()).headers.get('retry-after'))).toBeGreaterThan(0);
    }
    // From elsewhere the owner of the account still gets in.
    expect((await signIn(member)).status).toBe(200);
  });

  test('refuses other sites, forms and oversized bodies', async () => {
    const member = await createMember(workspaceId, 'agent');
    const refused = async (options: Parameters<typeof call>[1], body: unknown = member) => {
      const answer = await signIn(body, options);
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    const from = (headers: Record<string, string>) => refused({ headers });
    expect(await from({ origin: 'https://evil.example' })).toEqual([403, 'origin_not_allowed']);
    expect(await from({ origin: 'null' })).toEqual([403, 'origin_not_allowed']);
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toEqual([403, 'origin_not_allowed']);
    expect(await from({ 'sec-fetch-site': 'same-site' })).toEqual([403, 'origin_not_allowed']);
    expect(await from({ 'content-type': 'text/plain' })).toEqual([400, 'invalid']);
    expect(await from({ 'content-type': 'application/x-www-form-urlencoded' })).toEqual([
      400,
      'invalid',
    ]);
    expect(await refused({}, '{')).toEqual([400, 'invalid']);
    expect(await refused({}, { email: { $ne: null }, password: 'x' })).toEqual([400, 'invalid']);
    expect(await refused({}, { ...member, padding: 'x'.repeat(70_000) })).toEqual([
      413,
      'too_large',
    ]);
  });

  test('offers nothing else of the authentication library', async () => {
    const closed = [
      'sign-up/email',
      'list-sessions',
      'update-user',
      'change-email',
      'delete-user',
      'request-password-reset',
      'reset-password',
      'sign-in/social',
      'revoke-session',
      'ok',
      'error',
      'constructor',
      '__proto__',
    ];
    for (const path of closed) {
      expect((await auth('POST', path, { body: {} })).status, path).toBe(404);
      expect((await auth('GET', path)).status, path).toBe(404);
    }
  });
});

describe('the cookie', () => {
  afterEach(() => {
    delete process.env.PUBLIC_URL;
    delete process.env.TRUSTED_PROXY_HOPS;
    for (const key of ['config', 'auth:plain', 'auth:secure']) forget(key);
  });

  test('is host-bound and secure over https, and the plain one is then not read', async () => {
    const member = await createMember(workspaceId, 'agent');
    process.env.PUBLIC_URL = 'https://desk.example.com';
    forget('config');
    const headers = { origin: 'https://desk.example.com' };
    const setCookie = (await signIn(member, { headers })).headers.get('set-cookie')!;
    expect(setCookie).toMatch(/^__Host-switchboard_session=/);
    expect(setCookie).toMatch(/; Secure/i);
    expect(setCookie).toMatch(/; Path=\/(;|$)/);
    expect(setCookie).not.toMatch(/Domain/i);
    expect(await who(cookieOf(setCookie))).toMatchObject({ id: member.id });
    expect(await who(member.cookie)).toBeNull();
  });

  test('believes a proxy about https only when one is trusted', async () => {
    const member = await createMember(workspaceId, 'agent');
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.3' };
    const plain = await signIn(member, { headers });
    expect(plain.headers.get('set-cookie')).toMatch(/^switchboard_session=/);
    process.env.TRUSTED_PROXY_HOPS = '1';
    forget('config');
    const secure = await signIn(member, {
      headers: { ...headers, origin: 'https://desk.example.com' },
    });
    expect(secure.headers.get('set-cookie')).toMatch(/^__Host-/);
    const session = await database().session.findFirstOrThrow({
      where: { userId: member.userId },
      orderBy: { createdAt: 'desc' },
    });
    expect(session.ipAddress).toBe('198.51.100.3');
  });

  test.each([
    ['another signature', (value: string) => value.replace(/.{6}$/, 'AAAAAA')],
    ['no signature', (value: string) => value.split('.')[0]!],
    ['another token', (value: string) => `${value.startsWith('x') ? 'y' : 'x'}${value.slice(1)}`],
    ['broken escapes', () => '%E0%A4%A'],
    ['nothing', () => ''],
  ])('is worthless with %s', async (_name, spoil) => {
    const member = await createMember(workspaceId, 'agent');
    const [name, value] = member.cookie.split('=') as [string, string];
    expect(await who(member.cookie)).not.toBeNull();
    expect(await who(`${name}=${spoil(value)}`)).toBeNull();
  });
});

describe('a session ends', () => {
  const sessionOf = async (cookie: string) => (await who(cookie))!.sessionId;
  const ended = async (ids: string[]) =>
    (await findEndedSessions({ memberSessionIds: ids, visitorSessionIds: [] })).memberSessionIds;

  test('by signing out, and its sockets are told (AUT-1)', async () => {
    const member = await createMember(workspaceId, 'agent');
    const id = await sessionOf(member.cookie);
    expect(await ended([id])).toEqual([]);
    const answer = await auth('POST', 'sign-out', { body: {}, cookie: member.cookie });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/^switchboard_session=; Max-Age=0/);
    expect(await who(member.cookie)).toBeNull();
    expect(revoked()).toEqual([{ kind: 'revoke', sessionIds: [id] }]);
    expect(await ended([id])).toEqual([id]);
  });

  test('after 90 days at the latest, and after 30 days without use', async () => {
    const absolute = await createMember(workspaceId, 'agent');
    const idle = await createMember(workspaceId, 'agent');
    const used = await createMember(workspaceId, 'agent');
    const ids = await Promise.all([absolute, idle, used].map(({ cookie }) => sessionOf(cookie)));
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    const set = (id: string | undefined, data: object) =>
      database().session.update({ where: { id }, data });
    const fresh = await database().session.findUniqueOrThrow({ where: { id: ids[0] } });
    expect(fresh.expiresAt.getTime()).toBeLessThanOrEqual(ago(-90).getTime());
    await set(ids[0], { expiresAt: ago(0) });
    await set(ids[1], { updatedAt: ago(30.01) });
    await set(ids[2], { updatedAt: ago(29) });
    expect(await who(absolute.cookie)).toBeNull();
    expect(await who(idle.cookie)).toBeNull();
    expect((await ended(ids)).toSorted()).toEqual([ids[0], ids[1]].toSorted());
    // The sweep has counted a connected console as use.
    const touched = await database().session.findUniqueOrThrow({ where: { id: ids[2] } });
    expect(Date.now() - touched.updatedAt.getTime()).toBeLessThan(60_000);
    await set(ids[2], { updatedAt: ago(29) });
    expect(await who(used.cookie)).not.toBeNull();
    const again = await database().session.findUniqueOrThrow({ where: { id: ids[2] } });
    expect(Date.now() - again.updatedAt.getTime()).toBeLessThan(60_000);
  });

  test('when its member is removed', async () => {
    const member = await createMember(workspaceId, 'agent');
    const id = await sessionOf(member.cookie);
    await database().member.update({ where: { id: member.id }, data: { removedAt: new Date() } });
    expect(await who(member.cookie)).toBeNull();
    expect(await ended([id])).toEqual([id]);
  });

  test('one by one or all others, never somebody else’s', async () => {
    const member = await createMember(workspaceId, 'agent');
    const other = await createMember(workspaceId, 'agent');
    const second = cookieOf((await signIn(member)).headers.get('set-cookie'));
    const third = cookieOf((await signIn(member)).headers.get('set-cookie'));
    const { sessions } = (await (
      await call(sessionsRoute.GET, { cookie: member.cookie })
    ).json()) as {
      sessions: { id: string; current: boolean; device: string }[];
    };
    expect(sessions).toHaveLength(3);
    expect(sessions.filter(({ current }) => current).map(({ id }) => id)).toEqual([
      await sessionOf(member.cookie),
    ]);
    expect(sessions[0]!.device).toBe('Firefox on Linux');

    const end = (sessionId: string, cookie: string) =>
      call(sessionRoute.DELETE, { method: 'DELETE', cookie, params: { sessionId } });
    const secondId = await sessionOf(second);
    expect((await end(secondId, other.cookie)).status).toBe(404);
    expect(await who(second)).not.toBeNull();
    expect((await end(secondId, member.cookie)).status).toBe(204);
    expect(await who(second)).toBeNull();

    const thirdId = await sessionOf(third);
    heard.length = 0;
    const answer = await call(sessionsRoute.DELETE, { method: 'DELETE', cookie: member.cookie });
    expect(await answer.json()).toEqual({ ended: 1 });
    expect(revoked()).toEqual([{ kind: 'revoke', sessionIds: [thirdId] }]);
    expect(await who(third)).toBeNull();
    expect(await who(member.cookie)).not.toBeNull();
    expect(await who(other.cookie)).not.toBeNull();
  });

  test('when the password changes, except the one that changed it', async () => {
    const member = await createMember(workspaceId, 'agent');
    const second = cookieOf((await signIn(member)).headers.get('set-cookie'));
    const change = (body: object) =>
      call(passwordRoute.PUT, { method: 'PUT', cookie: member.cookie, body });
    const fields = async (answer: Response) =>
      ((await answer.json()) as { details: { fields: object } }).details.fields;

    const wrong = await change({ currentPassword: 'nope', newPassword: 'orbit-lamp-canvas-7' });
    expect(Object.keys(await fields(wrong))).toEqual(['currentPassword']);
    const weak = await change({ currentPassword: member.password, newPassword: 'password123' });
    expect(weak.status).toBe(400);
    expect(Object.keys(await fields(weak))).toEqual(['newPassword']);
    expect(await who(second)).not.toBeNull();

    const done = await change({
      currentPassword: member.password,
      newPassword: 'orbit-lamp-canvas-7',
    });
    expect(done.status).toBe(204);
    expect(await who(second)).toBeNull();
    expect(await who(member.cookie)).not.toBeNull();
    expect((await signIn(member)).status).toBe(401);
    expect((await signIn({ ...member, password: 'orbit-lamp-canvas-7' })).status).toBe(200);
  });
});
