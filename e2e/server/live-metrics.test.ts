/** The live dashboard over the wire: its numbers equal a recount, and only those who run the desk see them. */
import { v7 as uuid } from 'uuid';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { start, useDesk } from '@/e2e/support/desk';
import { waitingStatements } from '@/e2e/support/use-database';
import { clientId, type WireClient } from '@/e2e/support/wire';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { MetricsSnapshot } from '@/lib/contracts/metrics';
import { quantile } from '@/lib/domain/metrics/quantile';
import { bus, type BusMessage } from '@/lib/platform/bus';
import { database, pool } from '@/lib/platform/database';
import { presenceScope, presenceStore } from '@/lib/platform/presence-store';
import { changeMemberRole } from '@/lib/server/members/members';
import { measureNow } from '@/lib/server/metrics/measure';

const desk = useDesk({ sweepMs: 60_000 });
const HOUR = { range: 'hour', timeZone: 'Europe/Berlin' } as const;

const say = (client: WireClient, conversationId: string, body = 'text') =>
  client.get('message:send', { conversationId, clientId: clientId(), kind: 'text', body });
const ticked = (client: WireClient, fits: (snapshot: MetricsSnapshot) => boolean) =>
  client.next('metrics:ticked', fits);

/** Statements that read `table` wait until the returned function is called. */
async function hold(table: 'metric_fact' | 'site'): Promise<() => Promise<void>> {
  const client = await pool().connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return async () => {
    await client.query('ROLLBACK');
    client.release();
  };
}

/** Statements of live parts that wait for a lock. */
const held = () => waitingStatements('metric_fact f');

/** Whoever waits, is answered, resolved and reopened; as long ago as told, in ms. */
async function history(agent: WireClient, visitors: WireClient[]): Promise<string[]> {
  const ids = [];
  for (const visitor of visitors) ids.push(await start(visitor));
  const [first, second, third] = ids as [string, string, string];
  await agent.get('conversation:assign', { conversationId: first, assigneeId: desk.sam.actor.id });
  await say(agent, first);
  await say(agent, second);
  await say(visitors[1]!, second);
  await say(agent, second);
  await agent.get('conversation:resolve', { conversationId: second });
  await agent.get('conversation:reopen', { conversationId: second });
  await agent.get('conversation:resolve', { conversationId: second });
  await database().conversation.update({
    where: { id: third },
    data: { waitingSince: new Date(Date.now() - 2 * TIMES.waitTargetMs) },
  });
  await measureNow(ids);
  return ids;
}

describe('the snapshot', () => {
  test('equals a recount', async () => {
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    const agent = await desk.server.connect(desk.robin);
    const visitors = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(await desk.workspace.addVisitor('Lee')),
      await desk.server.connect(await desk.workspace.addVisitor('Max')),
    ];
    const ids = await history(agent, visitors);
    const { snapshot } = await owner.get('metrics:subscribe', HOUR);

    const workspaceId = desk.workspace.id;
    const open = await database().conversation.findMany({ where: { workspaceId, status: 'open' } });
    const waiting = open
      .filter(({ waitingSince }) => waitingSince !== null)
      .sort((a, b) => Number(a.waitingSince) - Number(b.waitingSince));
    expect(snapshot.now).toMatchObject({
      open: open.length,
      unassigned: open.filter(({ assigneeId }) => assigneeId === null).length,
      waiting: waiting.length,
      oldestWaitingAt: waiting[0]!.waitingSince!.toISOString(),
      overTarget: 1,
      visitorsOnline: visitors.length,
    });
    expect(snapshot.queue!.rows.map((row) => row.conversationId)).toEqual(
      waiting.map(({ id }) => id),
    );
    expect(snapshot.queue!.rows[0]).toMatchObject({ contactName: 'Max', siteName: 'Test site' });

    const facts = await database().metricFact.findMany({ where: { workspaceId } });
    const of = (kind: string) => facts.filter((fact) => fact.kind === kind);
    const values = (kind: string) => of(kind).map(({ calendarMs }) => Number(calendarMs));
    const statistic = (kind: string) => ({
      n: values(kind).length,
      median: quantile(values(kind), 0.5),
      p90: quantile(values(kind), 0.9),
    });
    expect(values('reply')).toHaveLength(3);
    expect(snapshot.period).toMatchObject({
      firstResponse: statistic('first_response'),
      reply: statistic('reply'),
      resolution: statistic('full_resolution'),
      csat: { n: 0, share: null },
      reopen: { resolved: 2, reopened: 1, rate: 0.5 },
    });
    const sum = (list: number[]) => list.reduce((total, value) => total + value, 0);
    const { hour } = snapshot;
    expect(hour!.messagesIn).toHaveLength(60);
    expect(sum(hour!.messagesIn)).toBe(of('message_in').length);
    expect(sum(hour!.messagesOut)).toBe(of('message_out').length);
    expect(sum(hour!.started!)).toBe(ids.length);
    expect(sum(hour!.resolved)).toBe(2);
    expect(hour!.messagesPerMinute).toBe((of('message_in').length + of('message_out').length) / 5);

    const row = (name: string) => snapshot.team!.rows.find((agentRow) => agentRow.name === name)!;
    expect(row('Robin')).toMatchObject({ connected: true, active: 0, repliesToday: 3 });
    expect(row('Robin').medianReplyMs).toBe(quantile(values('reply'), 0.5));
    expect(row('Sam')).toMatchObject({
      connected: false,
      active: 1,
      capacity: 5,
      repliesToday: 0,
      medianReplyMs: null,
      lastActiveAt: null,
    });
    // Of all together: Sam is not here, and what is his is work that is taken on all the same.
    expect(snapshot.team).toMatchObject({ online: 2, away: 0, atCapacity: 0, total: 3 });
    expect(snapshot.team).toMatchObject({ active: 1, capacity: 15, occupancy: 1 / 15 });
  });

  test('counts who waits also while the conversation is snoozed, as the reply clock does', async () => {
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    const agent = await desk.server.connect(desk.robin);
    const visitor = await desk.server.connect(desk.visitor);
    const [asleep, answered] = [await start(visitor), await start(visitor)];
    await say(agent, answered);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    for (const conversationId of [asleep, answered]) {
      await agent.get('conversation:snooze', { conversationId, until });
    }
    const { snapshot } = await owner.get('metrics:subscribe', HOUR);
    expect(snapshot.now).toMatchObject({ open: 0, unassigned: 0, waiting: 1 });
    expect(snapshot.now!.oldestWaitingAt).not.toBeNull();
    expect(snapshot.queue!.rows.map((row) => row.conversationId)).toEqual([asleep]);
    await agent.get('conversation:resolve', { conversationId: asleep });
    await ticked(owner, ({ now, queue }) => now?.waiting === 0 && queue?.rows.length === 0);
  });

  test('of a desk where nothing has happened has nothing to report, not zero', async () => {
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    const { snapshot } = await owner.get('metrics:subscribe', {});
    const none = { n: 0, median: null, p90: null };
    expect(snapshot.period).toMatchObject({ firstResponse: none, reply: none, resolution: none });
    expect(snapshot.period!.csat).toEqual({ n: 0, share: null });
    expect(snapshot.period!.reopen.rate).toBe(null);
    expect(snapshot.now).toMatchObject({ open: 0, waiting: 0, oldestWaitingAt: null });
    expect(snapshot.queue!.rows).toEqual([]);
  });

  test('leaves out of capacity and occupancy who has no limit', async () => {
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    await desk.server.connect(desk.robin);
    const { id } = desk.robin.actor;
    const set = (capacity: number | null) =>
      database().member.update({ where: { id }, data: { capacity } });
    await set(null);
    const visitor = await desk.server.connect(desk.visitor);
    const conversationId = await start(visitor);
    const sam = await desk.server.connect(desk.sam);
    await sam.get('conversation:assign', { conversationId, assigneeId: id });
    const { snapshot } = await owner.get('metrics:subscribe', HOUR);
    expect(snapshot.team).toMatchObject({ online: 3, atCapacity: 0, active: 0, capacity: 10 });
    expect(snapshot.team!.occupancy).toBe(0);
    expect(snapshot.team!.rows.find((row) => row.id === id)).toMatchObject({
      active: 1,
      capacity: null,
    });
    await set(1);
    const full = await ticked(owner, ({ team }) => team?.atCapacity === 1);
    expect(full.team).toMatchObject({ active: 1, capacity: 11, occupancy: 1 / 11 });
  });

  test('follows what changes: conversations, who is here and who writes', async () => {
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    await owner.get('metrics:subscribe', HOUR);
    const visitor = await desk.server.connect(desk.visitor);
    const conversationId = await start(visitor);
    await ticked(owner, ({ now }) => now?.waiting === 1 && now.visitorsOnline === 1);
    const agent = await desk.server.connect(desk.robin);
    await agent.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    await agent.get('typing:set', { conversationId, audience: 'all', active: true });
    await ticked(owner, ({ team }) =>
      team!.rows.some((row) => row.name === 'Robin' && row.typingIn === conversationId),
    );
    await say(agent, conversationId);
    await ticked(owner, ({ now, queue }) => now?.waiting === 0 && queue?.rows.length === 0);
  });

  test('under a filter counts what belongs to it', async () => {
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    const agent = await desk.server.connect(desk.robin);
    const visitor = await desk.server.connect(desk.visitor);
    const mine = await start(visitor);
    await start(visitor);
    await agent.get('conversation:assign', {
      conversationId: mine,
      assigneeId: desk.robin.actor.id,
    });
    const { snapshot } = await owner.get('metrics:subscribe', {
      ...HOUR,
      memberId: desk.robin.actor.id,
    });
    expect(snapshot.now).toMatchObject({ open: 1, waiting: 1 });
    // What no agent can have is nothing to report.
    expect([snapshot.now!.unassigned, snapshot.hour!.started]).toEqual([null, null]);
    expect(snapshot.team!.rows.map(({ name }) => name)).toEqual(['Robin']);
    const bySite = await owner.get('metrics:subscribe', { ...HOUR, siteId: desk.workspace.siteId });
    expect(bySite.snapshot.now).toMatchObject({ open: 2, unassigned: 1, visitorsOnline: 1 });
    expect(bySite.snapshot.hour!.started).toHaveLength(60);
  });
});

test('PRS-1: who only looks on is not told as here', async () => {
  const olga = await desk.workspace.addMember('Olga', 'owner');
  const wall = await desk.server.connect(olga, { auth: { quiet: true } });
  const { snapshot } = await wall.get('metrics:subscribe', HOUR);
  expect(snapshot.team).toMatchObject({ online: 0, total: 3 });
  const visitor = await desk.server.connect(desk.visitor);
  expect((await visitor.next('server:hello')).staff).toEqual([]);
  await desk.server.connect(olga);
  await ticked(wall, ({ team }) => team?.online === 1);
});

describe('a part that takes long', () => {
  test('LIM-1: turns stale alone, and its statements take few connections', async () => {
    const owner = await desk.workspace.addMember('Olga', 'owner');
    const clients = await Promise.all(Array.from({ length: 4 }, () => desk.server.connect(owner)));
    for (const [index, range] of (['hour', 'today', 'day', 'week'] as const).entries()) {
      await clients[index]!.get('metrics:subscribe', { range });
    }
    const client = clients[0]!;
    const release = await hold('metric_fact');
    try {
      // What was read before has been told by the second tick after.
      const locked = new Date().toISOString();
      let last = await ticked(client, ({ now }) => now!.at > locked);
      const { at } = last;
      last = await ticked(client, ({ now }) => now!.at > at);
      const { hour, period, team } = last;
      for (let tick = 0; tick < 4; tick += 1) {
        const before = last;
        last = await ticked(client, ({ now }) => now!.at > before.now!.at);
        expect(last.queue!.at > before.queue!.at).toBe(true);
        expect(last).toMatchObject({ hour, period, team });
        expect(Date.parse(last.at) - Date.parse(before.at)).toBeLessThan(TIMES.metricsStaleMs);
      }
      // Of four filters: the three parts that read facts, one statement each.
      expect(await held()).toBe(3);
    } finally {
      await release();
    }
    const released = new Date().toISOString();
    await ticked(client, ({ hour, period, team }) =>
      [hour, period, team].every((part) => part!.at > released),
    );
  });
});

describe('one filter per socket', () => {
  /** Asks for the test site, whose answer waits until `release`. */
  async function scene() {
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    await owner.get('metrics:subscribe', { range: 'week' });
    const release = await hold('site');
    const first = owner.ask('metrics:subscribe', { siteId: desk.workspace.siteId });
    return { owner, first, release };
  }
  /** Ticks of `client` while another one hears three. */
  async function heardMeanwhile(client: WireClient) {
    const witness = await desk.server.connect(await desk.workspace.addMember('Wim', 'owner'));
    const before = client.of('metrics:ticked').length;
    await witness.get('metrics:subscribe', { range: 'day' });
    await expect
      .poll(() => witness.of('metrics:ticked').length, { timeout: 20_000 })
      .toBeGreaterThan(2);
    return client.of('metrics:ticked').slice(before);
  }

  test('the one that was asked for last, whichever answer takes longer', async () => {
    const { owner, first, release } = await scene();
    try {
      await owner.get('metrics:subscribe', { range: 'hour' });
    } finally {
      await release();
    }
    expect((await first).ok).toBe(true);
    const heard = await heardMeanwhile(owner);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.map(({ filter }) => filter)).toEqual(
      heard.map(() => ({ siteId: null, memberId: null, range: 'hour', timeZone: 'UTC' })),
    );
  });

  test('none after an unsubscribe that overtook the subscribe', async () => {
    const { owner, first, release } = await scene();
    try {
      await owner.get('metrics:unsubscribe', {});
    } finally {
      await release();
    }
    expect((await first).ok).toBe(true);
    expect(await heardMeanwhile(owner)).toEqual([]);
  });
});

describe('LIM-1 cost', () => {
  const ticks = async (forTicks: number, watched: (message: BusMessage) => boolean) => {
    let seen = 0;
    await new Promise<void>((resolve) => {
      const stop = bus().subscribe((message) => {
        if (!watched(message)) return;
        seen += 1;
        if (seen < forTicks) return;
        stop();
        resolve();
      });
    });
  };
  const isTick = (message: BusMessage) =>
    message.kind === 'emit' && message.event === 'metrics:ticked';

  test('LIM-1: many watchers of one filter share one snapshot per tick', async () => {
    const owner = await desk.workspace.addMember('Olga', 'owner');
    const clients = await Promise.all(Array.from({ length: 8 }, () => desk.server.connect(owner)));
    await Promise.all(clients.map((client) => client.get('metrics:subscribe', HOUR)));
    let sent = 0;
    const stop = bus().subscribe((message) => {
      if (isTick(message)) sent += 1;
    });
    const began = performance.now();
    await ticks(3, isTick);
    stop();
    // Three ticks take two pauses, of which the first tick may have used some, however many watch.
    expect(sent).toBe(3);
    expect(performance.now() - began).toBeGreaterThan(TIMES.metricsTickMs * 1.5);
    await Promise.all(clients.map((client) => client.next('metrics:ticked')));
  });

  test('LIM-1: who is online is read once per tick for all filters, and counted by site', async () => {
    const owner = await desk.workspace.addMember('Olga', 'owner');
    const { id: workspaceId } = desk.workspace;
    const secondSite = uuid();
    await database().site.create({
      data: { id: secondSite, workspaceId, key: secondSite, name: 'Second', allowedOrigins: [] },
    });
    const clients = await Promise.all(Array.from({ length: 5 }, () => desk.server.connect(owner)));
    await desk.server.connect(desk.visitor);
    for (const name of ['Lee', 'Max']) {
      await desk.server.connect(await desk.workspace.addVisitor(name, secondSite));
    }
    const filters = [
      { range: 'hour', online: 3 },
      { range: 'week', online: 3 },
      { siteId: desk.workspace.siteId, online: 1 },
      { siteId: secondSite, online: 2 },
      { siteId: secondSite, range: 'week', online: 2 },
    ] as const;
    for (const [index, { online, ...filter }] of filters.entries()) {
      const client = clients[index]!;
      await client.get('metrics:subscribe', filter);
      await ticked(client, ({ now }) => now?.visitorsOnline === online);
    }
    const list = vi.spyOn(presenceStore(), 'list');
    onTestFinished(() => list.mockRestore());
    const [client] = clients as [WireClient];
    const before = client.of('metrics:ticked').length;
    await expect
      .poll(() => client.of('metrics:ticked').length, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(before + 4);
    const ticks = client.of('metrics:ticked').length - before;
    const readings = list.mock.calls.filter(
      ([scope]) => scope === presenceScope.visitors(workspaceId),
    );
    expect(readings.length).toBeGreaterThan(0);
    // One may have begun whose tick is not heard yet.
    expect(readings.length).toBeLessThanOrEqual(ticks + 1);
  });

  test('LIM-1: filters in use at once are bounded', async () => {
    const owner = await desk.workspace.addMember('Olga', 'owner');
    const site = await desk.workspace.addMember('Second', 'owner');
    const clients = await Promise.all(
      [owner, site].flatMap((person) =>
        Array.from({ length: 11 }, () => desk.server.connect(person)),
      ),
    );
    const zones = Intl.supportedValuesOf('timeZone');
    const answers = [];
    for (const [index, client] of clients.entries()) {
      answers.push(await client.ask('metrics:subscribe', { timeZone: zones[index * 3]! }));
    }
    const refused = answers.filter((answer) => !answer.ok);
    expect(answers.length - refused.length).toBe(LIMITS.metricsFilters);
    expect(refused.map((answer) => answer.ok || answer.error.code)).toEqual([
      'rate_limited',
      'rate_limited',
    ]);
  });
});

describe('AUT-1 who watches', () => {
  test('AUT-1: agents and visitors do not, and foreign sites and people are unknown', async () => {
    const agent = await desk.server.connect(desk.robin);
    const visitor = await desk.server.connect(desk.visitor);
    for (const client of [agent, visitor]) {
      const answer = await client.ask('metrics:subscribe', HOUR);
      expect(answer.ok || answer.error.code).toBe('forbidden');
    }
    const owner = await desk.server.connect(await desk.workspace.addMember('Olga', 'owner'));
    const nowhere = await owner.ask('metrics:subscribe', {
      siteId: '00000000-0000-4000-8000-000000000000',
    });
    expect(nowhere.ok || nowhere.error.code).toBe('not_found');
  });

  test('AUT-1: whose role is taken away hears nothing from then on', async () => {
    const owner = await desk.workspace.addMember('Olga', 'owner');
    const admin = await desk.workspace.addMember('Ada', 'admin');
    const [ownerClient, adminClient] = [
      await desk.server.connect(owner),
      await desk.server.connect(admin),
    ];
    await ownerClient.get('metrics:subscribe', HOUR);
    await adminClient.get('metrics:subscribe', HOUR);
    await adminClient.next('metrics:ticked');
    await changeMemberRole(owner.actor, admin.actor.id, 'agent');
    await adminClient.closed;
    const again = await desk.server.connect(admin);
    const answer = await again.ask('metrics:subscribe', HOUR);
    expect(answer.ok || answer.error.code).toBe('forbidden');
    const heard = ownerClient.of('metrics:ticked').length;
    const witness = new Set(ownerClient.of('metrics:ticked').map(({ at }) => at));
    await ownerClient.next('metrics:ticked', ({ at }) => !witness.has(at));
    expect(ownerClient.of('metrics:ticked').length).toBeGreaterThan(heard);
    expect(again.of('metrics:ticked')).toEqual([]);
  });
});
