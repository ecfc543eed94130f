/** AUT-1: whoever lost access loses the live connection too, and hears nothing after that. */
import { describe, expect, test } from 'vitest';
import { start, useDesk, type Desk } from '@/e2e/support/desk';
import { waitingStatements } from '@/e2e/support/use-database';
import { clientId, type WireClient } from '@/e2e/support/wire';
import { bus } from '@/lib/platform/bus';
import { database, pool } from '@/lib/platform/database';
import { revokeOtherSessions, revokeOwnSession } from '@/lib/server/accounts/own-sessions';
import { changeMemberRole, removeMember } from '@/lib/server/members/members';

const BOUND_MS = 2_000;

const send = (client: WireClient, conversationId: string) =>
  client.get('message:send', { conversationId, clientId: clientId(), kind: 'text', body: 'text' });

/** Cut within the bound, told why, asked not to come back; and not a frame after that. */
async function expectCut(desk: Desk, client: WireClient, since: number, conversationId: string) {
  expect(await client.closed).toBe('io server disconnect');
  expect(performance.now() - since).toBeLessThan(BOUND_MS);
  expect(client.frames.at(-1)).toEqual({
    event: 'server:closing',
    payload: { reason: 'session_revoked', reconnect: false },
  });
  const heard = client.frames.length;
  const witness = await desk.server.connect(desk.robin);
  await witness.get('conversation:subscribe', { conversationId, afterSeq: 0 });
  const { event } = await send(witness, conversationId);
  await witness.next('conversation:event', ({ id }) => id === event.id);
  expect(client.frames).toHaveLength(heard);
}

describe('AUT-1 by the bus', () => {
  const desk = useDesk({ sweepMs: 60_000 });

  test('AUT-1: a session that is revoked takes its sockets with it, and only those', async () => {
    const member = await desk.workspace.addMember();
    const second = await desk.workspace.addMemberSession(member);
    const kim = await desk.server.connect(await desk.workspace.addVisitor());
    const id = await start(kim);
    const [one, two, other] = await Promise.all([
      desk.server.connect(member),
      desk.server.connect(member),
      desk.server.connect(second),
    ]);
    for (const client of [one, two, other]) {
      await client.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    }
    const since = performance.now();
    await revokeOwnSession(second.actor, member.actor.sessionId);
    await expectCut(desk, one, since, id);
    await two.closed;
    const { event } = await send(other, id);
    await other.next('conversation:event', ({ id: got }) => got === event.id);
    expect(
      await desk.server.refused({ headers: { cookie: member.cookie, origin: desk.server.origin } }),
    ).toMatchObject({ code: 'unauthenticated' });
  });

  test('AUT-1: ending all other sessions cuts them all', async () => {
    const member = await desk.workspace.addMember();
    const others = await Promise.all([1, 2].map(() => desk.workspace.addMemberSession(member)));
    const clients = await Promise.all(others.map((session) => desk.server.connect(session)));
    const own = await desk.server.connect(member);
    await revokeOtherSessions(member.actor);
    await Promise.all(clients.map(({ closed }) => closed));
    expect(own.socket.connected).toBe(true);
  });

  test('AUT-1: a removed member is cut', async () => {
    const owner = await desk.workspace.addMember('Olga', 'owner');
    const member = await desk.workspace.addMember();
    const client = await desk.server.connect(member);
    const id = await start(await desk.server.connect(await desk.workspace.addVisitor()));
    await client.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    await client.get('inbox:subscribe', { view: 'open' });
    const since = performance.now();
    await removeMember(owner.actor, member.actor.id);
    await expectCut(desk, client, since, id);
  });

  test('AUT-1: a member whose role changed begins a new connection, with the new role', async () => {
    const owner = await desk.workspace.addMember('Olga', 'owner');
    const [client, other] = await Promise.all([
      desk.server.connect(desk.robin),
      desk.server.connect(desk.sam),
    ]);
    await other.get('inbox:subscribe', { view: 'open' });
    const roleOf = (of: WireClient) => {
      const self = of.of('server:hello')[0]?.self;
      return self?.kind === 'member' ? self.role : null;
    };
    expect(roleOf(client)).toBe('agent');
    await changeMemberRole(owner.actor, desk.robin.actor.id, 'admin');
    // Not `io server disconnect`, which would stop the client's own reconnecting.
    expect(await client.next('server:closing')).toEqual({ reason: 'resync', reconnect: true });
    expect(await client.closed).toBe('transport close');
    expect(roleOf(await desk.server.connect(desk.robin))).toBe('admin');
    // Colleagues see the new role, and keep their connections.
    await other.next('presence:changed', ({ members }) =>
      Boolean(members?.some(({ id, role }) => id === desk.robin.actor.id && role === 'admin')),
    );
    expect(other.socket.connected).toBe(true);
  });

  test('AUT-1: a visitor session that is revoked while its handshake runs gets no connection', async () => {
    const visitor = await desk.workspace.addVisitor();
    // Somebody on duty: the handshake of a visitor looks for names, and waits for the lock below.
    await desk.server.connect(desk.robin);
    const lock = await pool().connect();
    try {
      await lock.query('BEGIN');
      await lock.query('LOCK TABLE member IN ACCESS EXCLUSIVE MODE');
      const refusal = desk.server.refused({ auth: { token: visitor.token } });
      // Asked outside of the transaction: within one, the activity is a snapshot.
      await expect.poll(() => waitingStatements(`availability = 'online'`)).toBe(1);
      await database().visitorSession.update({
        where: { id: visitor.actor.sessionId },
        data: { revokedAt: new Date() },
      });
      bus().publish({ kind: 'revoke', sessionIds: [visitor.actor.sessionId] });
      await lock.query('COMMIT');
      expect(await refusal).toMatchObject({ code: 'session_expired' });
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
    }
  });
});

describe('AUT-1 by the sweep, when the message on the bus was lost', () => {
  const desk = useDesk({ sweepMs: 100 });

  test('AUT-1: a deleted session, an expired one, a removed member, an ended visitor', async () => {
    const members = await Promise.all([1, 2, 3].map(() => desk.workspace.addMember()));
    const visitors = await Promise.all([1, 2].map(() => desk.workspace.addVisitor()));
    const stays = await desk.server.connect(await desk.workspace.addVisitor());
    const id = await start(stays);
    const clients = await Promise.all(
      [...members, ...visitors].map((person) => desk.server.connect(person)),
    );
    for (const client of clients.slice(0, 3)) {
      await client.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    }
    const since = performance.now();
    await Promise.all([
      database().session.delete({ where: { id: members[0]!.actor.sessionId } }),
      database().session.update({
        where: { id: members[1]!.actor.sessionId },
        data: { expiresAt: new Date(Date.now() - 1_000) },
      }),
      database().member.update({
        where: { id: members[2]!.actor.id },
        data: { removedAt: new Date() },
      }),
      database().visitorSession.update({
        where: { id: visitors[0]!.actor.sessionId },
        data: { revokedAt: new Date() },
      }),
      database().visitorSession.update({
        where: { id: visitors[1]!.actor.sessionId },
        data: { expiresAt: new Date(Date.now() - 1_000) },
      }),
    ]);
    for (const client of clients) await expectCut(desk, client, since, id);
    expect(stays.socket.connected).toBe(true);
  });
});
