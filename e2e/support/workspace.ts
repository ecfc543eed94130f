/** Makes people and places for server tests, straight in the database, and the actors for them. */
import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { Role } from '@/lib/contracts/people';
import type { ContactActor, MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { hashToken } from '@/lib/server/accounts/hash-session-tokens';
import { sessionCookie } from '@/lib/server/accounts/session-cookie';
import { createVisitorToken, hashVisitorToken } from '@/lib/server/contacts/visitor-token';

export interface TestMember {
  actor: MemberActor;
  /** `cookie` header of a signed-in browser. */
  cookie: string;
}

export interface TestVisitor {
  actor: ContactActor;
  token: string;
}

export interface TestWorkspace {
  id: string;
  siteId: string;
  siteKey: string;
  addMember(name?: string, role?: Role): Promise<TestMember>;
  /** `siteId`: another site of the workspace. */
  addVisitor(name?: string | null, siteId?: string): Promise<TestVisitor>;
  /** Another browser of the same contact, with a session of its own. */
  addVisitorSession(visitor: TestVisitor): Promise<TestVisitor>;
  /** Another browser of the same member. */
  addMemberSession(member: TestMember): Promise<TestMember>;
  addLabel(name: string): Promise<string>;
}

const DAY_MS = 24 * 3_600_000;

export async function createWorkspace(name = 'Test workspace'): Promise<TestWorkspace> {
  const id = uuid();
  const siteId = uuid();
  const siteKey = `site_${randomBytes(9).toString('base64url')}`;
  await database().workspace.create({ data: { id, name } });
  await database().site.create({
    data: {
      id: siteId,
      workspaceId: id,
      key: siteKey,
      name: 'Test site',
      allowedOrigins: ['http://localhost'],
    },
  });
  return {
    id,
    siteId,
    siteKey,
    addMember: (memberName = 'Robin', role: Role = 'agent') => addMember(id, memberName, role),
    addVisitor: (visitorName: string | null = null, at = siteId) => addVisitor(id, at, visitorName),
    addVisitorSession: async ({ actor }) => {
      const session = await openVisitorSession(actor.id);
      return { actor: { ...actor, sessionId: session.id }, token: session.token };
    },
    addMemberSession: async ({ actor }) => {
      const session = await openMemberSession(actor.userId);
      return { actor: { ...actor, sessionId: session.id }, cookie: session.cookie };
    },
    addLabel: async (labelName) => {
      const label = await database().label.create({
        data: { id: uuid(), workspaceId: id, name: labelName, color: '#888888' },
      });
      return label.id;
    },
  };
}

async function addMember(workspaceId: string, name: string, role: Role): Promise<TestMember> {
  const userId = uuid();
  const id = uuid();
  await database().user.create({
    data: { id: userId, name, email: `${userId}@example.test`, emailVerified: true },
  });
  await database().member.create({ data: { id, workspaceId, userId, role, name } });
  const session = await openMemberSession(userId);
  return {
    actor: { kind: 'member', id, workspaceId, userId, name, role, sessionId: session.id },
    cookie: session.cookie,
  };
}

async function openMemberSession(userId: string): Promise<{ id: string; cookie: string }> {
  const id = uuid();
  const token = randomBytes(24).toString('base64url');
  await database().session.create({
    data: { id, token: hashToken(token), userId, expiresAt: new Date(Date.now() + DAY_MS) },
  });
  const cookie = sessionCookie(new Headers({ host: 'localhost' }), token).split(';')[0]!;
  return { id, cookie };
}

async function addVisitor(
  workspaceId: string,
  siteId: string,
  name: string | null,
): Promise<TestVisitor> {
  const id = uuid();
  await database().contact.create({ data: { id, workspaceId, siteId, name } });
  const session = await openVisitorSession(id);
  return {
    actor: {
      kind: 'contact',
      id,
      workspaceId,
      siteId,
      name,
      verified: false,
      sessionId: session.id,
    },
    token: session.token,
  };
}

async function openVisitorSession(contactId: string): Promise<{ id: string; token: string }> {
  const id = uuid();
  const token = createVisitorToken();
  await database().visitorSession.create({
    data: {
      id,
      contactId,
      tokenHash: hashVisitorToken(token),
      expiresAt: new Date(Date.now() + DAY_MS),
    },
  });
  return { id, token };
}
