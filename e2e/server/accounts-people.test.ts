import { beforeEach, describe, expect, test } from 'vitest';
import * as inviteRoute from '@/app/api/v1/invites/[inviteId]/route';
import * as acceptRoute from '@/app/api/v1/invites/accept/route';
import * as invitesRoute from '@/app/api/v1/invites/route';
import * as meRoute from '@/app/api/v1/me/route';
import * as capacityRoute from '@/app/api/v1/members/[memberId]/capacity/route';
import * as memberRoute from '@/app/api/v1/members/[memberId]/route';
import * as membersRoute from '@/app/api/v1/members/route';
import * as setupRoute from '@/app/api/v1/setup/route';
import * as widgetRoute from '@/app/api/v1/widget/sessions/route';
import {
  call,
  cookieOf,
  createMember,
  createTestSite,
  createWorkspace,
  headersOf,
  type TestMember,
} from '@/e2e/support/http';
import { useBusLog, useDatabase } from '@/e2e/support/use-database';
import { database } from '@/lib/platform/database';
import { forget } from '@/lib/platform/remember';
import type { Role } from '@/lib/contracts/people';
import { authenticateMember } from '@/lib/server/accounts/authenticate-member';
import { authenticateVisitor } from '@/lib/server/contacts/authenticate-visitor';
import { assignConversation, resolveConversation } from '@/lib/server/conversations/staff-commands';
import { startConversation } from '@/lib/server/conversations/start-conversation';
import { isSetUp } from '@/lib/server/accounts/is-set-up';

useDatabase();
const heard = useBusLog();

const who = (cookie: string) => authenticateMember(headersOf({ cookie }));
const fieldsOf = async (answer: Response) => {
  const { details } = (await answer.json()) as { details?: { fields: Record<string, string> } };
  return Object.keys(details?.fields ?? {});
};

// Order matters here: set-up is only open while nobody exists.
describe('set-up', () => {
  const input = {
    name: 'Robin Example',
    email: 'Robin@Example.com',
    password: 'slow-lantern-river',
    workspaceName: 'Lantern Goods',
    siteName: 'Shop',
    siteOrigin: 'https://shop.example',
  };
  const setUp = (over: object = {}) => call(setupRoute.POST, { body: { ...input, ...over } });

  test('refuses weak passwords, malformed origins and missing names, and changes nothing', async () => {
    expect(await fieldsOf(await setUp({ password: 'password123' }))).toEqual(['password']);
    expect(await fieldsOf(await setUp({ password: 'robin-example' }))).toEqual(['password']);
    expect(await fieldsOf(await setUp({ password: 'short' }))).toEqual(['password']);
    expect(await fieldsOf(await setUp({ siteOrigin: 'https://shop.example/path' }))).toEqual([
      'siteOrigin',
    ]);
    expect(await fieldsOf(await setUp({ name: ' ', email: 'nobody' }))).toEqual(['name', 'email']);
    expect(
      (await call(setupRoute.POST, { body: input, headers: { origin: 'https://evil.example' } }))
        .status,
    ).toBe(403);
    expect(await database().user.count()).toBe(0);
    expect(await isSetUp()).toBe(false);
  });

  test('lets exactly one of many at once through, whole, and is closed ever after', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => setUp({ email: `robin${i}@example.com` })),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, 403, 403, 403, 403, 403]);
    const winner = answers.find(({ status }) => status === 201)!;
    const { siteKey } = (await winner.json()) as { siteKey: string };
    const counts = await Promise.all([
      database().user.count(),
      database().account.count(),
      database().workspace.count(),
      database().member.count({ where: { role: 'owner' } }),
      database().site.count({
        where: { key: siteKey, allowedOrigins: { equals: [input.siteOrigin] } },
      }),
    ]);
    expect(counts).toEqual([1, 1, 1, 1, 1]);
    const cookie = cookieOf(winner.headers.get('set-cookie'));
    expect(await who(cookie)).toMatchObject({ role: 'owner', name: 'Robin Example' });
    forget('set-up');
    expect((await setUp({ email: 'late@example.com' })).status).toBe(403);
    expect(await isSetUp()).toBe(true);
    expect(await database().user.count()).toBe(1);
  });
});

describe('members', () => {
  let people: Record<Role, TestMember>;
  let colleague: TestMember;
  let stranger: TestMember;
  beforeEach(async () => {
    const workspaceId = await createWorkspace();
    people = {
      owner: await createMember(workspaceId, 'owner'),
      admin: await createMember(workspaceId, 'admin'),
      agent: await createMember(workspaceId, 'agent'),
    };
    colleague = await createMember(workspaceId, 'agent');
    stranger = await createMember(await createWorkspace(), 'owner');
  });
  const change = (by: TestMember, target: TestMember, role: Role) =>
    call(memberRoute.PATCH, {
      method: 'PATCH',
      cookie: by.cookie,
      params: { memberId: target.id },
      body: { role },
    });
  const remove = (by: TestMember, target: TestMember) =>
    call(memberRoute.DELETE, {
      method: 'DELETE',
      cookie: by.cookie,
      params: { memberId: target.id },
    });

  test('are listed for their own workspace only', async () => {
    const answer = await call(membersRoute.GET, { cookie: people.agent.cookie });
    const { members } = (await answer.json()) as { members: { id: string; email: string }[] };
    const expected = [...Object.values(people), colleague].map(({ id }) => id);
    expect(members.map(({ id }) => id)).toEqual(expected);
    expect((await call(membersRoute.GET)).status).toBe(401);
  });

  test('change roles as the rules say, and never across workspaces', async () => {
    expect((await change(people.agent, colleague, 'admin')).status).toBe(403);
    expect((await change(people.admin, people.owner, 'agent')).status).toBe(403);
    expect((await change(people.admin, colleague, 'owner')).status).toBe(403);
    expect((await change(people.admin, colleague, 'admin')).status).toBe(204);
    expect((await change(people.owner, colleague, 'owner')).status).toBe(204);
    expect((await change(stranger, colleague, 'agent')).status).toBe(404);
    expect((await remove(stranger, colleague)).status).toBe(404);
    expect((await who(colleague.cookie))!.role).toBe('owner');
  });

  test('take as many conversations at once as an admin says, or any number', async () => {
    const { owner, admin, agent } = people;
    const set = (by: TestMember, target: TestMember, capacity: unknown) =>
      call(capacityRoute.PUT, {
        method: 'PUT',
        cookie: by.cookie,
        params: { memberId: target.id },
        body: { capacity },
      });
    const stored = async ({ id }: TestMember) =>
      (await database().member.findUniqueOrThrow({ where: { id } })).capacity;

    expect((await set(admin, owner, 12)).status).toBe(204);
    expect(await stored(owner)).toBe(12);
    expect((await set(owner, agent, null)).status).toBe(204);
    expect(await stored(agent)).toBe(null);
    const listed = await call(membersRoute.GET, { cookie: agent.cookie });
    const { members } = (await listed.json()) as { members: { id: string; capacity: unknown }[] };
    expect(members.find(({ id }) => id === owner.id)!.capacity).toBe(12);

    for (const wrong of [0, 101, 2.5, -1, '7', undefined]) {
      const answer = await set(owner, colleague, wrong);
      expect(answer.status).toBe(400);
      expect(await fieldsOf(answer)).toEqual(['capacity']);
    }
    for (const edge of [1, 100]) expect((await set(owner, colleague, edge)).status).toBe(204);
    expect((await set(agent, agent, 50)).status).toBe(403);
    expect((await set(stranger, colleague, 50)).status).toBe(404);
    expect((await set(owner, stranger, 50)).status).toBe(404);
    expect(await stored(colleague)).toBe(100);
    await call(memberRoute.DELETE, {
      method: 'DELETE',
      cookie: owner.cookie,
      params: { memberId: colleague.id },
    });
    expect((await set(owner, colleague, 50)).status).toBe(404);
  });

  test('keep the last owner, also when two owners demote each other at once', async () => {
    expect((await change(people.owner, people.owner, 'agent')).status).toBe(409);
    expect((await remove(people.owner, people.owner)).status).toBe(409);
    await change(people.owner, colleague, 'owner');
    const answers = await Promise.all([
      change(people.owner, colleague, 'agent'),
      change(colleague, people.owner, 'agent'),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).not.toEqual([204, 204]);
    const owners = await database().member.count({
      where: { workspaceId: people.owner.workspaceId, role: 'owner' },
    });
    expect(owners).toBe(1);
  });

  test('lose everything when removed: sessions, sockets, open invites (AUT-1)', async () => {
    const invited = await call(invitesRoute.POST, {
      cookie: people.admin.cookie,
      body: { role: 'agent' },
    });
    const { token } = (await invited.json()) as { token: string };
    const { sessionId } = (await who(people.admin.cookie))!;
    heard.length = 0;
    expect((await remove(people.owner, people.admin)).status).toBe(204);
    expect(await who(people.admin.cookie)).toBeNull();
    expect(heard).toContainEqual({
      kind: 'revoke',
      memberId: people.admin.id,
      sessionIds: [sessionId],
    });
    const accepted = await call(acceptRoute.POST, {
      body: { token, name: 'Late', email: 'late@example.com', password: 'slow-lantern-river' },
    });
    expect(accepted.status).toBe(404);
    expect(await database().session.count({ where: { userId: people.admin.userId } })).toBe(0);
    expect((await remove(people.owner, people.admin)).status).toBe(404);
  });

  test('give back the conversations they were answering', async () => {
    const site = await createTestSite(people.owner.workspaceId);
    const entered = await call(widgetRoute.POST, { body: { siteKey: site.key } });
    const { visitorToken } = (await entered.json()) as { visitorToken: string };
    const visitor = await authenticateVisitor(visitorToken);
    const start = (clientId: string) => startConversation(visitor, { clientId, body: 'Hello' });
    const ids = [await start('client-id-1'), await start('client-id-2')].map(
      ({ conversation }) => conversation.id,
    );
    const owner = (await who(people.owner.cookie))!;
    for (const conversationId of ids) {
      await assignConversation(owner, { conversationId, assigneeId: colleague.id });
    }
    await resolveConversation(owner, { conversationId: ids[1]! });
    expect((await remove(people.owner, colleague)).status).toBe(204);
    const after = await database().conversation.findMany({
      where: { id: { in: ids } },
      orderBy: { createdAt: 'asc' },
    });
    // What was finished keeps the name of who finished it.
    expect(after.map(({ assigneeId }) => assigneeId)).toEqual([null, colleague.id]);
    const last = await database().conversationEvent.findFirstOrThrow({
      where: { conversationId: ids[0]! },
      orderBy: { seq: 'desc' },
    });
    expect(last).toMatchObject({ type: 'conversation:assigned', actorId: people.owner.id });
  });

  test('may leave by themselves', async () => {
    expect((await remove(people.agent, colleague)).status).toBe(403);
    expect((await remove(colleague, colleague)).status).toBe(204);
    expect(await who(colleague.cookie)).toBeNull();
  });

  test('change their own name and nobody else’s', async () => {
    const answer = await call(meRoute.PATCH, {
      method: 'PATCH',
      cookie: people.agent.cookie,
      body: { name: '  New Name ' },
    });
    expect(await answer.json()).toMatchObject({ id: people.agent.id, name: 'New Name' });
    expect((await who(people.agent.cookie))!.name).toBe('New Name');
    const smuggled = await call(meRoute.PATCH, {
      method: 'PATCH',
      cookie: people.agent.cookie,
      body: { name: 'x', role: 'owner' },
    });
    expect(smuggled.status).toBe(400);
  });
});

describe('invites', () => {
  let owner: TestMember;
  let admin: TestMember;
  let agent: TestMember;
  beforeEach(async () => {
    const workspaceId = await createWorkspace();
    owner = await createMember(workspaceId, 'owner');
    admin = await createMember(workspaceId, 'admin');
    agent = await createMember(workspaceId, 'agent');
  });
  const invite = (by: TestMember, body: object) =>
    call(invitesRoute.POST, { cookie: by.cookie, body });
  const tokenOf = async (answer: Response) => ((await answer.json()) as { token: string }).token;
  let serial = 0;
  const newcomer = (token: string, over: object = {}) => ({
    token,
    name: 'New Comer',
    email: `newcomer${serial++}@example.com`,
    password: 'slow-lantern-river',
    ...over,
  });
  const accept = (body: object) => call(acceptRoute.POST, { body });

  test('are for admins and owners, up to their own role', async () => {
    expect((await invite(agent, { role: 'agent' })).status).toBe(403);
    expect((await invite(admin, { role: 'owner' })).status).toBe(403);
    expect((await invite(admin, { role: 'admin' })).status).toBe(201);
    expect((await invite(owner, { role: 'owner' })).status).toBe(201);
    expect((await call(invitesRoute.GET, { cookie: agent.cookie })).status).toBe(403);
  });

  test('make an account, sign it in, and work once; the link is not stored', async () => {
    const token = await tokenOf(await invite(owner, { role: 'admin' }));
    const stored = await database().invite.findMany({ where: { workspaceId: owner.workspaceId } });
    expect(JSON.stringify(stored)).not.toContain(token);
    const listed = await (await call(invitesRoute.GET, { cookie: owner.cookie })).text();
    expect(listed).not.toContain(token);
    expect(await fieldsOf(await accept(newcomer(token, { password: 'password123' })))).toEqual([
      'password',
    ]);
    const answers = await Promise.all([accept(newcomer(token)), accept(newcomer(token))]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 404]);
    const cookie = cookieOf(
      answers.find(({ status }) => status === 201)!.headers.get('set-cookie'),
    );
    expect(await who(cookie)).toMatchObject({
      role: 'admin',
      name: 'New Comer',
      workspaceId: owner.workspaceId,
    });
    expect((await accept(newcomer(token))).status).toBe(404);
  });

  test('expire, can be revoked by the own workspace only, and can be for one address', async () => {
    const expired = await tokenOf(await invite(owner, { role: 'agent' }));
    await database().invite.updateMany({
      where: { workspaceId: owner.workspaceId },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await accept(newcomer(expired))).status).toBe(404);

    const made = (await (await invite(owner, { role: 'agent' })).json()) as {
      token: string;
      invite: { id: string };
    };
    const revoke = (by: TestMember) =>
      call(inviteRoute.DELETE, {
        method: 'DELETE',
        cookie: by.cookie,
        params: { inviteId: made.invite.id },
      });
    expect((await revoke(await createMember(await createWorkspace(), 'owner'))).status).toBe(404);
    expect((await revoke(agent)).status).toBe(403);
    expect((await revoke(admin)).status).toBe(204);
    expect((await accept(newcomer(made.token))).status).toBe(404);

    const bound = await tokenOf(await invite(owner, { role: 'agent', email: 'Only@Example.com' }));
    expect(await fieldsOf(await accept(newcomer(bound)))).toEqual(['email']);
    expect((await accept(newcomer(bound, { email: 'only@example.com' }))).status).toBe(201);
  });

  test('let an existing account join with its password, and bring back who had left', async () => {
    const elsewhere = await createMember(await createWorkspace(), 'agent');
    const token = await tokenOf(await invite(owner, { role: 'agent' }));
    const as = (person: TestMember, over: object = {}) =>
      newcomer(token, { email: person.email, password: person.password, ...over });
    const guessed = await accept(as(elsewhere, { password: 'slow-lantern-river' }));
    expect(await fieldsOf(guessed)).toEqual(['password']);
    // A member does not spend the invite, nor change role with it.
    expect((await accept(as(agent))).status).toBe(409);
    expect((await accept(as(elsewhere))).status).toBe(201);

    await database().member.update({ where: { id: agent.id }, data: { removedAt: new Date() } });
    expect(await who(agent.cookie)).toBeNull();
    const again = await tokenOf(await invite(owner, { role: 'admin' }));
    expect((await accept({ ...as(agent), token: again })).status).toBe(201);
    expect(await who(agent.cookie)).toMatchObject({ id: agent.id, role: 'admin' });
  });
});
