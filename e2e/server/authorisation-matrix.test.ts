/**
 * AUT-1 over every event of the contract: who may do what to whose object. The table of outcomes is
 * made from the few rules below; an event that is added to the contract fails here until it has one.
 */
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from '@/e2e/support/desk';
import { useDatabase } from '@/e2e/support/use-database';
import { clientId, startWireServer, type WireClient, type WireServer } from '@/e2e/support/wire';
import {
  createWorkspace,
  type TestMember,
  type TestVisitor,
  type TestWorkspace,
} from '@/e2e/support/workspace';
import type { ErrorCode } from '@/lib/contracts/errors';
import { clientEvents, type ClientEvent } from '@/lib/contracts/socket-events';
import { bus } from '@/lib/platform/bus';
import { database } from '@/lib/platform/database';
import { hashVisitorToken } from '@/lib/server/contacts/visitor-token';

useDatabase();
let server: WireServer;
let here: TestWorkspace;
let there: TestWorkspace;

/** Whose object an event touches, seen from its owner's workspace. */
type Subject = 'conversation' | 'contact' | 'nothing';
type Outcome = 'ok' | ErrorCode;

/** `for`: the kind of person whom the event is for at all; others are refused whatever they name. */
const RULES: Record<
  ClientEvent,
  { for: 'member' | 'admin' | 'contact' | 'both'; touches: Subject }
> = {
  'conversation:start': { for: 'contact', touches: 'nothing' },
  'conversation:subscribe': { for: 'both', touches: 'conversation' },
  'conversation:sync': { for: 'both', touches: 'conversation' },
  'conversation:history': { for: 'both', touches: 'conversation' },
  'conversation:unsubscribe': { for: 'both', touches: 'nothing' },
  'conversation:list': { for: 'contact', touches: 'nothing' },
  'message:send': { for: 'both', touches: 'conversation' },
  'conversation:rate': { for: 'contact', touches: 'conversation' },
  'receipt:advance': { for: 'both', touches: 'conversation' },
  'typing:set': { for: 'both', touches: 'conversation' },
  'presence:set': { for: 'member', touches: 'nothing' },
  'presence:look': { for: 'member', touches: 'nothing' },
  'visit:set': { for: 'contact', touches: 'nothing' },
  'inbox:subscribe': { for: 'member', touches: 'nothing' },
  'inbox:page': { for: 'member', touches: 'nothing' },
  // Answers with what the person may see of what is named: never more, never a refusal.
  'inbox:sync': { for: 'member', touches: 'nothing' },
  'inbox:search': { for: 'member', touches: 'nothing' },
  'contact:read': { for: 'member', touches: 'contact' },
  'conversation:assign': { for: 'member', touches: 'conversation' },
  'conversation:resolve': { for: 'member', touches: 'conversation' },
  'conversation:reopen': { for: 'member', touches: 'conversation' },
  'conversation:snooze': { for: 'member', touches: 'conversation' },
  'conversation:label': { for: 'member', touches: 'conversation' },
  'conversation:prioritise': { for: 'member', touches: 'conversation' },
  // One's own inbox only: somebody else's ids are simply not in it.
  'notification:subscribe': { for: 'both', touches: 'nothing' },
  'notification:page': { for: 'both', touches: 'nothing' },
  'notification:sync': { for: 'both', touches: 'nothing' },
  'notification:change': { for: 'both', touches: 'nothing' },
  'notification:mark-all': { for: 'both', touches: 'nothing' },
  'notification:undo': { for: 'both', touches: 'nothing' },
  'notification:alert': { for: 'both', touches: 'nothing' },
  'notification:preferences': { for: 'both', touches: 'nothing' },
  'notification:prefer': { for: 'both', touches: 'nothing' },
  'metrics:subscribe': { for: 'admin', touches: 'nothing' },
  'metrics:unsubscribe': { for: 'both', touches: 'nothing' },
};
const EVENTS = Object.keys(clientEvents) as ClientEvent[];

const CURSOR = Buffer.from(JSON.stringify([new Date(0).toISOString(), uuid()])).toString(
  'base64url',
);
/** A well-formed payload; `conversationId` and `contactId` name the object. */
const payloadOf = (event: ClientEvent, conversationId: string, contactId: string): unknown => {
  const named = { conversationId };
  const payloads: Record<ClientEvent, unknown> = {
    'conversation:start': { clientId: clientId(), body: 'Hello?' },
    'conversation:subscribe': { ...named, afterSeq: 0 },
    'conversation:sync': { ...named, afterSeq: 0 },
    'conversation:history': { ...named, beforeSeq: 10 },
    'conversation:unsubscribe': named,
    'conversation:list': {},
    'message:send': { ...named, clientId: clientId(), kind: 'text', body: 'text' },
    'conversation:rate': { ...named, clientId: clientId(), score: 4 },
    'receipt:advance': { ...named, readSeq: 1 },
    'typing:set': { ...named, audience: 'all', active: true },
    'presence:set': { availability: 'online' },
    'presence:look': { looking: true },
    'visit:set': { url: 'https://shop.example/' },
    'inbox:subscribe': { view: 'open' },
    'inbox:page': { view: 'open', cursor: CURSOR },
    'inbox:sync': { conversationIds: [conversationId] },
    'inbox:search': { query: 'hello' },
    'contact:read': { contactId },
    'conversation:assign': { ...named, assigneeId: null },
    'conversation:resolve': named,
    'conversation:reopen': named,
    'conversation:snooze': { ...named, until: new Date(Date.now() + 60_000).toISOString() },
    'conversation:label': { ...named, labelIds: [] },
    'conversation:prioritise': { ...named, priority: 'high' },
    'notification:subscribe': { tab: 'all' },
    'notification:page': { tab: 'all', cursor: CURSOR },
    'notification:sync': { afterVersion: 0 },
    'notification:change': { ids: [conversationId], change: { kind: 'read' } },
    'notification:mark-all': { change: 'read', upToVersion: 0 },
    'notification:undo': { change: 'read', stamp: new Date(0).toISOString() },
    'notification:alert': { about: conversationId },
    'notification:preferences': {},
    'notification:prefer': { choices: { custom: { email: false } } },
    'metrics:subscribe': { range: 'hour' },
    'metrics:unsubscribe': {},
  };
  return payloads[event];
};

interface Role {
  name: string;
  kind: 'member' | 'contact';
  person: () => Promise<TestMember | TestVisitor>;
  /** Whether the owner's conversation is within reach. */
  reaches: boolean;
}

let owner: TestVisitor;
let conversationId: string;
const ROLES: Role[] = [
  { name: 'owner', kind: 'member', reaches: true, person: () => here.addMember('O', 'owner') },
  { name: 'admin', kind: 'member', reaches: true, person: () => here.addMember('A', 'admin') },
  { name: 'agent', kind: 'member', reaches: true, person: () => here.addMember('B', 'agent') },
  {
    name: 'own visitor',
    kind: 'contact',
    reaches: true,
    person: () => here.addVisitorSession(owner),
  },
  {
    name: 'other visitor of the site',
    kind: 'contact',
    reaches: false,
    person: () => here.addVisitor('Lee'),
  },
  {
    name: 'visitor of another workspace',
    kind: 'contact',
    reaches: false,
    person: () => there.addVisitor('Max'),
  },
  {
    name: 'agent of another workspace',
    kind: 'member',
    reaches: false,
    person: () => there.addMember('T', 'agent'),
  },
  {
    name: 'owner of another workspace',
    kind: 'member',
    reaches: false,
    person: () => there.addMember('U', 'owner'),
  },
];

function expected(role: Role, event: ClientEvent, objectExists: boolean): Outcome {
  const rule = RULES[event];
  // Typing asks for an open conversation, whoever it is.
  if (event === 'typing:set' && !(role.reaches && objectExists)) return 'not_found';
  const kinds = role.kind === 'member' && !role.name.startsWith('agent') ? ['admin'] : [];
  if (!['both', role.kind, ...kinds].includes(rule.for)) return 'forbidden';
  if (rule.touches === 'nothing') return 'ok';
  if (!role.reaches || !objectExists) return 'not_found';
  // It is open: only what is resolved can be rated.
  return event === 'conversation:rate' ? 'conflict' : 'ok';
}

const outcome = async (client: WireClient, event: ClientEvent, payload: unknown) => {
  const answer = await client.ask(event, payload as never);
  return answer.ok ? 'ok' : answer.error.code;
};
const stateOfAll = () =>
  Promise.all([
    database().conversation.findMany({ orderBy: { id: 'asc' } }),
    database().conversationEvent.findMany({ orderBy: [{ conversationId: 'asc' }, { seq: 'asc' }] }),
    database().receipt.findMany({ orderBy: { participantId: 'asc' } }),
  ]);

beforeAll(async () => {
  server = await startWireServer();
  [here, there] = await Promise.all([createWorkspace('Here'), createWorkspace('There')]);
  owner = await here.addVisitor('Kim');
  conversationId = await start(await server.connect(owner));
});
afterAll(() => server.stop());

describe('AUT-1 roles × events × objects', () => {
  test('AUT-1: every event of the contract has a rule', () => {
    expect(Object.keys(RULES).sort()).toEqual([...EVENTS].sort());
  });

  test.each(ROLES)('AUT-1: $name', async (role) => {
    const objects = [
      { exists: true, conversationId, contactId: owner.actor.id },
      { exists: false, conversationId: uuid(), contactId: uuid() },
    ];
    const wanted: Record<string, Outcome> = {};
    const got: Record<string, Outcome> = {};
    for (const object of objects) {
      const before = await stateOfAll();
      for (const event of EVENTS) {
        const client = await server.connect(await role.person());
        const payload = payloadOf(event, object.conversationId, object.contactId);
        if (event === 'typing:set' && expected(role, event, object.exists) === 'ok') {
          await client.get('conversation:subscribe', { conversationId, afterSeq: 0 });
        }
        const label = `${event} on ${object.exists ? 'the conversation' : 'nothing'}`;
        wanted[label] = expected(role, event, object.exists);
        got[label] = await outcome(client, event, payload);
        client.close();
      }
      // Whoever has no access changed nothing: it is not the answer alone that is refused.
      if (!role.reaches) {
        const [conversations, events, receipts] = await stateOfAll();
        const own = (rows: { conversationId: string }[]) =>
          rows.filter((row) => row.conversationId === conversationId);
        expect(conversations.find(({ id }) => id === conversationId)).toEqual(
          before[0].find(({ id }) => id === conversationId),
        );
        expect(own(events)).toEqual(own(before[1]));
        expect(own(receipts)).toEqual(own(before[2]));
      }
    }
    expect(got).toEqual(wanted);
  });

  test('AUT-1: what exists elsewhere and what does not exist get the same answer', async () => {
    const stranger = await server.connect(await there.addMember('S', 'owner'));
    const visitor = await server.connect(await here.addVisitor('Lee'));
    for (const client of [stranger, visitor]) {
      for (const event of ['conversation:sync', 'message:send', 'receipt:advance'] as const) {
        const [foreign, absent] = await Promise.all(
          [conversationId, uuid()].map((id) =>
            client.ask(event, payloadOf(event, id, uuid()) as never),
          ),
        );
        expect(foreign).toEqual(absent);
      }
    }
    const synced = await stranger.get('inbox:sync', { conversationIds: [conversationId] });
    expect(synced.rows).toEqual([]);
    const { hits } = await stranger.get('inbox:search', { query: 'hello' });
    expect(hits.map(({ conversation }) => conversation.id)).not.toContain(conversationId);
  });

  test('AUT-1: staff cannot bring people and labels of another workspace into theirs', async () => {
    const agent = await server.connect(await here.addMember('B'));
    const [foreigner, foreignLabel] = [await there.addMember('T'), await there.addLabel('theirs')];
    expect(
      await outcome(agent, 'conversation:assign', {
        conversationId,
        assigneeId: foreigner.actor.id,
      }),
    ).toBe('invalid');
    expect(
      await outcome(agent, 'conversation:label', { conversationId, labelIds: [foreignLabel] }),
    ).toBe('invalid');
  });

  test('AUT-1: a visitor cannot write a note, nor say that he does', async () => {
    const person = await here.addVisitorSession(owner);
    const [kim, agent] = await Promise.all([
      server.connect(person),
      server.connect(await here.addMember('B')),
    ]);
    expect(
      await outcome(kim, 'message:send', {
        conversationId,
        clientId: clientId(),
        kind: 'note',
        body: 'x',
      }),
    ).toBe('forbidden');
    for (const client of [kim, agent]) {
      await client.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    }
    await kim.get('typing:set', { conversationId, audience: 'staff', active: true });
    expect((await agent.next('typing:changed')).audience).toBe('all');
  });

  test('AUT-1: after leaving a conversation typing in it is refused', async () => {
    const agent = await server.connect(await here.addMember('B'));
    await agent.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    await agent.get('conversation:unsubscribe', { conversationId });
    expect(
      await outcome(agent, 'typing:set', { conversationId, audience: 'all', active: true }),
    ).toBe('not_found');
  });

  test('AUT-1: a room cannot be joined by its name, nor a malformed id be passed on', async () => {
    const stranger = await server.connect(await here.addVisitor('Lee'));
    const names = [
      `c:${conversationId}:s`,
      `c:${conversationId}:p`,
      `w:${here.id}:s`,
      `${conversationId}:s`,
      `${conversationId}' OR true --`,
      '',
      '*',
      'a'.repeat(5_000),
    ];
    for (const name of names) {
      expect(
        await outcome(stranger, 'conversation:subscribe', { conversationId: name, afterSeq: 0 }),
      ).toBe('invalid');
    }
    const agent = await server.connect(await here.addMember('B'));
    await agent.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    await agent.get('message:send', {
      conversationId,
      clientId: clientId(),
      kind: 'text',
      body: 'hi',
    });
    await agent.next('conversation:event');
    await stranger.get('conversation:list', {});
    expect(stranger.of('conversation:event')).toEqual([]);
  });

  test('AUT-1: a removed member is cut off and every later attempt is refused', async () => {
    const member = await here.addMember('Gone');
    const client = await server.connect(member);
    await database().member.update({
      where: { id: member.actor.id },
      data: { removedAt: new Date() },
    });
    bus().publish({ kind: 'revoke', memberId: member.actor.id });
    await client.closed;
    expect(
      await server.refused({ headers: { cookie: member.cookie, origin: server.origin } }),
    ).toMatchObject({ code: 'unauthenticated' });
  });
});

describe.each(['websocket', 'polling'])('AUT-1 handshakes over %s', (transport) => {
  const refused = (
    headers: Record<string, string | undefined>,
    auth: Record<string, unknown> = {},
  ) => server.refused({ transports: [transport], headers, auth }).then(({ code }) => code);

  test('AUT-1: a cookie counts from our own pages only', async () => {
    const { cookie } = await here.addMember('B');
    expect(await refused({ cookie })).toBe('origin_not_allowed');
    const foreign = [
      'null',
      'https://evil.example',
      server.origin.replace('http:', 'https:'),
      `${server.origin}.evil.example`,
      'http://127.0.0.1',
      `${server.origin}, https://evil.example`,
    ];
    for (const origin of foreign)
      expect(await refused({ cookie, origin })).toBe('origin_not_allowed');
    for (const site of ['cross-site', 'same-site']) {
      const headers = { cookie, origin: server.origin, 'sec-fetch-site': site };
      expect(await refused(headers)).toBe('origin_not_allowed');
    }
  });

  test('AUT-1: a same-origin request without Origin (long-polling in a browser) is one of our pages', async () => {
    const member = await here.addMember('B');
    const client = await server.connect(member, {
      transports: [transport],
      headers: { origin: undefined, 'sec-fetch-site': 'same-origin' },
    });
    expect(client.of('server:hello')[0]?.self).toMatchObject({ id: member.actor.id });
  });

  test('AUT-1: a forged, foreign or missing cookie is nobody', async () => {
    const { cookie } = await here.addMember('B');
    const { origin } = server;
    const [name, value] = cookie.split('=') as [string, string];
    const flipped = `${value.slice(0, 4)}${value[4] === 'a' ? 'b' : 'a'}${value.slice(5)}`;
    const forged: { cookie?: string }[] = [
      {},
      { cookie: '' },
      { cookie: `${name}=` },
      { cookie: `${name}=${flipped}` },
      { cookie: `${name}=${value.split('.')[0]}` },
      { cookie: `${name}=%E0%A4%A` },
      { cookie: `__Host-${cookie}` },
    ];
    for (const headers of forged) {
      expect(await refused({ ...headers, origin })).toBe('unauthenticated');
    }
  });

  test('AUT-1: a visitor token that has ended, or never was one, is refused', async () => {
    const expired = await here.addVisitor();
    const revoked = await here.addVisitor();
    await database().visitorSession.update({
      where: { tokenHash: hashVisitorToken(expired.token) },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    await database().visitorSession.update({
      where: { tokenHash: hashVisitorToken(revoked.token) },
      data: { revokedAt: new Date() },
    });
    for (const token of [expired.token, revoked.token, 'x', '', `${owner.token} `, '\u0000']) {
      expect(await refused({}, { token })).toBe('session_expired');
    }
    for (const token of [7, {}, ['x'], null, 'x'.repeat(201)]) {
      expect(await refused({}, { token })).toBe('invalid');
    }
    expect(await refused({ origin: 'https://evil.example' }, { token: owner.token })).toBe(
      'origin_not_allowed',
    );
  });

  test('VER-1: another protocol version is told to reload, a missing one is unreadable', async () => {
    expect(await refused({}, { token: owner.token, protocol: 2 })).toBe('unsupported_protocol');
    expect(await refused({}, { token: owner.token, protocol: 0 })).toBe('unsupported_protocol');
    for (const protocol of ['1', null, {}, 1.5]) {
      expect(await refused({}, { token: owner.token, protocol })).toBe('invalid');
    }
  });

  test('AUT-1: a site that enforces identity refuses anonymous visitors', async () => {
    const strict = await createWorkspace('Strict');
    const anonymous = await strict.addVisitor();
    await database().site.update({
      where: { id: strict.siteId },
      data: { identityEnforced: true },
    });
    expect(await refused({}, { token: anonymous.token })).toBe('identity_required');
  });
});
