import { SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import * as keyRoute from '@/app/api/v1/sites/[siteId]/identity-keys/[keyId]/route';
import * as keysRoute from '@/app/api/v1/sites/[siteId]/identity-keys/route';
import * as siteRoute from '@/app/api/v1/sites/[siteId]/route';
import * as sitesRoute from '@/app/api/v1/sites/route';
import * as widgetRoute from '@/app/api/v1/widget/sessions/route';
import {
  call,
  createMember,
  createTestSite,
  createWorkspace,
  freshAddress,
  type TestMember,
  type TestSite,
} from '@/e2e/support/http';
import { useBusLog, useDatabase } from '@/e2e/support/use-database';
import type { SiteView } from '@/lib/contracts/sites';
import { widgetSessionSchema, type WidgetSession } from '@/lib/contracts/widget-sessions';
import { PEER_HEADER } from '@/lib/platform/client-address';
import { database } from '@/lib/platform/database';
import { findEndedSessions } from '@/lib/server/accounts/find-ended-sessions';
import { authenticateVisitor } from '@/lib/server/contacts/authenticate-visitor';
import { findEmbeddableSite } from '@/lib/server/sites/find-embeddable-site';

useDatabase();
const heard = useBusLog();

let owner: TestMember;
let site: TestSite;
beforeEach(async () => {
  const workspaceId = await createWorkspace();
  owner = await createMember(workspaceId, 'owner');
  site = await createTestSite(workspaceId);
});

const enter = (body: object, headers: Record<string, string> = {}) =>
  call(widgetRoute.POST, { body: { siteKey: site.key, ...body }, headers });
const enterOk = async (body: object = {}): Promise<WidgetSession> => {
  const answer = await enter(body);
  expect(answer.status).toBe(201);
  return widgetSessionSchema.parse(await answer.json());
};
const codeOf = async (answer: Promise<Response>) =>
  ((await (await answer).json()) as { code: string }).code;

const createKey = async (target: TestSite = site, by: TestMember = owner) => {
  const params = { siteId: target.id };
  const answer = await call(keysRoute.POST, { method: 'POST', cookie: by.cookie, params });
  return { status: answer.status, ...((await answer.json()) as { id: string; secret: string }) };
};
const sign = (secret: string, sub: string, claims: object = {}) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setAudience(site.key)
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(secret));
const settings = (over: object = {}) => ({
  name: 'Shop',
  allowedOrigins: ['https://shop.example'],
  identityEnforced: false,
  theme: { color: '#4353ff', scheme: 'auto', position: 'right' },
  greeting: '',
  ...over,
});
const update = (over: object, by: TestMember = owner, target: TestSite = site) =>
  call(siteRoute.PUT, {
    method: 'PUT',
    cookie: by.cookie,
    params: { siteId: target.id },
    body: settings(over),
  });

describe('an anonymous visitor', () => {
  test('comes back as the same contact with the token, and only its hash is kept', async () => {
    const first = await enterOk({ language: 'en' });
    expect(first.contact).toEqual({ id: expect.any(String), name: null, verified: false });
    expect(Buffer.from(first.visitorToken, 'base64url')).toHaveLength(32);
    const second = await enterOk({ visitorToken: first.visitorToken });
    expect(second.contact.id).toBe(first.contact.id);
    expect(second.visitorToken).toBe(first.visitorToken);
    const rows = await database().visitorSession.findMany({
      where: { contactId: first.contact.id },
    });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(first.visitorToken);
    expect(await authenticateVisitor(first.visitorToken)).toMatchObject({
      kind: 'contact',
      id: first.contact.id,
      siteId: site.id,
      workspaceId: site.workspaceId,
      verified: false,
    });
  });

  test('starts afresh with a token that is unknown, revoked, expired or of another site', async () => {
    const { visitorToken, contact } = await enterOk();
    const other = await createTestSite(site.workspaceId);
    const ids = new Set([contact.id]);
    ids.add((await enterOk({ visitorToken: 'unknown' })).contact.id);
    ids.add((await enterOk({ siteKey: other.key, visitorToken })).contact.id);
    const where = { contactId: contact.id };
    await database().visitorSession.updateMany({ where, data: { revokedAt: new Date() } });
    await expect(authenticateVisitor(visitorToken)).rejects.toMatchObject({
      code: 'session_expired',
    });
    ids.add((await enterOk({ visitorToken })).contact.id);
    await database().visitorSession.updateMany({
      where,
      data: { revokedAt: null, expiresAt: new Date(Date.now() - 1) },
    });
    await expect(authenticateVisitor(visitorToken)).rejects.toMatchObject({
      code: 'session_expired',
    });
    ids.add((await enterOk({ visitorToken })).contact.id);
    expect(ids.size).toBe(5);
    await expect(authenticateVisitor('')).rejects.toMatchObject({ code: 'session_expired' });
  });

  test('is not let in by an unknown site, another origin or a wrong body', async () => {
    expect(await codeOf(enter({ siteKey: 'no-such-site' }))).toBe('not_found');
    expect(await codeOf(enter({}, { origin: 'https://shop.example' }))).toBe('origin_not_allowed');
    expect(await codeOf(enter({ visitorToken: 5 }))).toBe('invalid');
  });

  test('is limited in how many contacts one address makes', async () => {
    const headers = { [PEER_HEADER]: freshAddress() };
    const statuses: number[] = [];
    for (let i = 0; i < 62; i++) statuses.push((await enter({}, headers)).status);
    expect(statuses.slice(0, 60).every((status) => status === 201)).toBe(true);
    expect(statuses.slice(60)).toEqual([429, 429]);
  });
});

describe('a signed identity', () => {
  test('names the same contact from any browser, with name and e-mail as signed', async () => {
    const { secret } = await createKey();
    const identity = await sign(secret, 'user-1', { name: 'Ada', email: 'ada@example.com' });
    const [first, second] = [await enterOk({ identity }), await enterOk({ identity })];
    expect(first.contact).toEqual({ id: second.contact.id, name: 'Ada', verified: true });
    expect(first.visitorToken).not.toBe(second.visitorToken);
    const contact = await database().contact.findUniqueOrThrow({ where: { id: first.contact.id } });
    expect(contact).toMatchObject({ externalId: 'user-1', email: 'ada@example.com' });
    const back = await enterOk({ visitorToken: first.visitorToken });
    expect(back.contact).toEqual(first.contact);
    const renewed = await enterOk({ identity, visitorToken: first.visitorToken });
    expect(renewed.visitorToken).toBe(first.visitorToken);
    // Without a new signature the session keeps its end; a claim that is missing erases nothing.
    const bare = await enterOk({ identity: await sign(secret, 'user-1') });
    expect(bare.contact.name).toBe('Ada');
  });

  test('is found once when many browsers open at the same moment', async () => {
    const { secret } = await createKey();
    const identity = await sign(secret, 'user-2');
    const sessions = await Promise.all(Array.from({ length: 10 }, () => enterOk({ identity })));
    expect(new Set(sessions.map(({ contact }) => contact.id)).size).toBe(1);
    expect(new Set(sessions.map(({ visitorToken }) => visitorToken)).size).toBe(10);
  });

  test('never takes over what an anonymous or another verified token owns', async () => {
    const { secret } = await createKey();
    const anonymous = await enterOk();
    const identity = await sign(secret, 'user-3');
    const verified = await enterOk({ identity, visitorToken: anonymous.visitorToken });
    expect(verified.contact.id).not.toBe(anonymous.contact.id);
    expect(verified.visitorToken).not.toBe(anonymous.visitorToken);
    const still = await authenticateVisitor(anonymous.visitorToken);
    expect(still).toMatchObject({ id: anonymous.contact.id, verified: false });
    const other = await enterOk({
      identity: await sign(secret, 'user-4'),
      visitorToken: verified.visitorToken,
    });
    expect(other.contact.id).not.toBe(verified.contact.id);
    expect((await authenticateVisitor(verified.visitorToken)).id).toBe(verified.contact.id);
  });

  test('is separate per site, and a forged or foreign one opens nothing', async () => {
    const { secret } = await createKey();
    const identity = await sign(secret, 'user-5');
    const other = await createTestSite(site.workspaceId);
    await createKey(other);
    const contacts = () => database().contact.count({ where: { workspaceId: site.workspaceId } });
    const before = await contacts();
    expect(await codeOf(enter({ siteKey: other.key, identity }))).toBe('identity_invalid');
    expect(await codeOf(enter({ identity: await sign('wrong'.repeat(8), 'user-5') }))).toBe(
      'identity_invalid',
    );
    expect(await codeOf(enter({ identity: 'a.b.c' }))).toBe('identity_invalid');
    expect(await contacts()).toBe(before);
  });

  test('holds with either of two active keys, and no longer with a retired one', async () => {
    const [one, two] = [await createKey(), await createKey()];
    expect([one.status, two.status, (await createKey()).status]).toEqual([201, 201, 409]);
    const identities = [await sign(one.secret, 'user-6'), await sign(two.secret, 'user-6')];
    for (const identity of identities) await enterOk({ identity });
    const retire = (by: TestMember) =>
      call(keyRoute.DELETE, {
        method: 'DELETE',
        cookie: by.cookie,
        params: { siteId: site.id, keyId: one.id },
      });
    const agent = await createMember(owner.workspaceId, 'agent');
    expect((await retire(agent)).status).toBe(403);
    expect((await retire(await createMember(await createWorkspace(), 'owner'))).status).toBe(404);
    expect((await retire(owner)).status).toBe(204);
    expect(await codeOf(enter({ identity: identities[0]! }))).toBe('identity_invalid');
    await enterOk({ identity: identities[1]! });
    const shown = await (await call(sitesRoute.GET, { cookie: owner.cookie })).text();
    expect(shown).not.toContain(two.secret);
  });

  test('two admins at once do not make a third key', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => createKey()));
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409, 409]);
  });
});

describe('a site that enforces identity', () => {
  test('needs a key first', async () => {
    expect((await update({ identityEnforced: true })).status).toBe(400);
    const body = settings({ identityEnforced: true });
    expect((await call(sitesRoute.POST, { cookie: owner.cookie, body })).status).toBe(400);
  });

  test('closes anonymous entry on every path, at once and for tokens from before (AUT-1)', async () => {
    const { secret } = await createKey();
    const anonymous = await enterOk();
    const verified = await enterOk({ identity: await sign(secret, 'user-7') });
    const sessionIds = [anonymous, verified].map(
      async ({ visitorToken }) => (await authenticateVisitor(visitorToken)).sessionId,
    );
    const [anonymousId, verifiedId] = (await Promise.all(sessionIds)) as [string, string];
    const sweep = () =>
      findEndedSessions({
        memberSessionIds: [],
        visitorSessionIds: [anonymousId, verifiedId, crypto.randomUUID()],
      });
    expect((await sweep()).visitorSessionIds).toHaveLength(1);
    heard.length = 0;

    expect((await update({ identityEnforced: true })).status).toBe(200);
    expect(heard).toContainEqual({ kind: 'revoke', sessionIds: [anonymousId] });
    expect((await sweep()).visitorSessionIds).toContain(anonymousId);
    expect((await sweep()).visitorSessionIds).not.toContain(verifiedId);

    expect(await codeOf(enter({}))).toBe('identity_required');
    expect(await codeOf(enter({ visitorToken: anonymous.visitorToken }))).toBe('identity_required');
    expect(await codeOf(enter({ visitorToken: 'unknown' }))).toBe('identity_required');
    await expect(authenticateVisitor(anonymous.visitorToken)).rejects.toMatchObject({
      code: 'identity_required',
    });
    expect((await authenticateVisitor(verified.visitorToken)).id).toBe(verified.contact.id);
    expect((await enterOk({ visitorToken: verified.visitorToken })).contact).toEqual(
      verified.contact,
    );
    await enterOk({ identity: await sign(secret, 'user-8'), visitorToken: anonymous.visitorToken });
  });
});

describe('sites', () => {
  test('are for admins and owners of the workspace', async () => {
    const agent = await createMember(owner.workspaceId, 'agent');
    const stranger = await createMember(await createWorkspace(), 'owner');
    expect((await call(sitesRoute.GET, { cookie: agent.cookie })).status).toBe(403);
    expect((await update({}, agent)).status).toBe(403);
    expect((await update({ name: 'Taken' }, stranger)).status).toBe(404);
    expect((await createKey(site, stranger)).status).toBe(404);
    expect((await createKey(site, agent)).status).toBe(403);
    const read = (by: TestMember) =>
      call(siteRoute.GET, { cookie: by.cookie, params: { siteId: site.id } });
    expect((await read(stranger)).status).toBe(404);
    expect(((await (await read(owner)).json()) as SiteView).name).toBe('Shop');
  });

  test('are made and changed, and the widget sees it at once in this process', async () => {
    const body = settings({ name: ' Second ', greeting: 'Hello' });
    const answer = await call(sitesRoute.POST, { cookie: owner.cookie, body });
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as SiteView;
    expect(made).toMatchObject({ name: 'Second', greeting: 'Hello', identityKeys: [] });
    expect(await findEmbeddableSite(made.key)).toMatchObject({ id: made.id, greeting: 'Hello' });
    const allowedOrigins = ['https://a.example', 'https://a.example', 'http://localhost:8080'];
    const target = { ...site, id: made.id };
    expect((await update({ allowedOrigins, greeting: 'Hi' }, owner, target)).status).toBe(200);
    expect(await findEmbeddableSite(made.key)).toMatchObject({
      greeting: 'Hi',
      allowedOrigins: ['https://a.example', 'http://localhost:8080'],
    });
    expect(await findEmbeddableSite('nothing-here')).toBeNull();
  });

  test.each([
    'https://shop.example/',
    'https://shop.example/path',
    'shop.example',
    'https://*.example',
    "https://a';script-src",
    'https://a;b',
    '*',
    'javascript:alert(1)',
    'https://user@shop.example',
    'https://SHOP.example',
    'https://shop.example; script-src *',
  ])('refuse the origin %j', async (origin) => {
    expect((await update({ allowedOrigins: [origin] })).status).toBe(400);
  });
});
