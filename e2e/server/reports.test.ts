/** Reports over a log whose answers are computed by hand, and who may read them. */
import { beforeEach, describe, expect, test } from 'vitest';
import * as arrivalsRoute from '@/app/api/v1/reports/arrivals/route';
import * as exportRoute from '@/app/api/v1/reports/export/route';
import * as factsRoute from '@/app/api/v1/reports/facts/route';
import * as reportsRoute from '@/app/api/v1/reports/route';
import * as scheduleRoute from '@/app/api/v1/sites/[siteId]/schedule/route';
import type { Arrivals, Report } from '@/lib/contracts/reports';
import { LIMITS } from '@/lib/contracts/limits';
import { HTTP_LIMITS, takePoint } from '@/lib/server/http/rate-limit';
import { database, pool, query } from '@/lib/platform/database';
import { exportFacts } from '@/lib/server/metrics/reports/export-facts';
import { exporting } from '@/lib/server/metrics/reports/report-turn';
import { measureNow } from '@/lib/server/metrics/measure';
import { call } from '../support/http';
import { useDatabase } from '../support/use-database';
import { logWriter, type LogWriter } from '../support/write-log';
import { createWorkspace, type TestMember, type TestWorkspace } from '../support/workspace';

useDatabase();

const MINUTE = 60_000;
const at = (iso: string) => Date.parse(iso);
const text = { kind: 'text', body: 'Hello' };
let workspace: TestWorkspace;
let owner: TestMember;
let agent: TestMember;
let log: LogWriter;
let kim: string;
let billing: string;
let ids: string[];

const contact = () => ({ kind: 'contact', id: kim }) as const;
const by = ({ actor }: TestMember) => ({ kind: 'member', id: actor.id }) as const;

/** Asked at `from`, answered by `who` after so many minutes, resolved a minute later. */
async function answered(from: number, who: TestMember, minutes: number): Promise<string> {
  const id = await log.conversation(from);
  await log.append(id, from, contact(), 'message:sent', text);
  await log.append(id, from + minutes * MINUTE, by(who), 'message:sent', text);
  await log.append(id, from + (minutes + 1) * MINUTE, by(who), 'conversation:resolved', {});
  return id;
}

beforeEach(async () => {
  workspace = await createWorkspace();
  owner = await workspace.addMember('Olivia', 'owner');
  agent = await workspace.addMember('=Robin', 'agent');
  kim = (await workspace.addVisitor('Kim')).actor.id;
  billing = await workspace.addLabel('Billing');
  log = logWriter(workspace, kim);
  // In Berlin the 25th of October 2026 has 25 hours: from 24T22:00Z to 25T23:00Z.
  ids = [
    await answered(at('2026-10-24T21:30:00Z'), agent, 2), // Saturday 23:30
    await answered(at('2026-10-24T22:30:00Z'), agent, 4), // Sunday 00:30
    await answered(at('2026-10-25T22:30:00Z'), owner, 10), // Sunday 23:30
    await answered(at('2026-10-25T23:30:00Z'), agent, 6), // Monday 00:30
  ];
  const later = at('2026-10-25T23:45:00Z');
  await log.append(ids[2]!, later, by(agent), 'conversation:labelled', { labelIds: [billing] });
  await log.append(ids[2]!, later, contact(), 'conversation:rated', { score: 4, comment: null });
  await log.append(ids[3]!, later, contact(), 'conversation:rated', { score: 2, comment: null });
  await log.append(ids[3]!, later + MINUTE, contact(), 'conversation:reopened', {});
  await measureNow(ids);
});

type Route = (request: Request, context: { params: Promise<never> }) => Promise<Response>;
const RANGE = { from: '2026-10-24', to: '2026-10-26', timeZone: 'Europe/Berlin' };
const get = (
  route: Route,
  query: Record<string, string>,
  cookie: string | null = owner.cookie,
  signal?: AbortSignal,
) =>
  route(
    new Request(`http://desk.example.com/?${new URLSearchParams({ ...RANGE, ...query })}`, {
      headers: { host: 'desk.example.com', ...(cookie && { cookie }) },
      ...(signal && { signal }),
    }),
    { params: Promise.resolve({} as never) },
  );
const report = async (query: Record<string, string> = {}) =>
  (await (await get(reportsRoute.GET, query)).json()) as Report;

describe('a report', () => {
  test('has the days of its zone, across the end of summer time', async () => {
    const { rows, total, from, until } = await report();
    expect([from, until]).toEqual(['2026-10-23T22:00:00.000Z', '2026-10-26T23:00:00.000Z']);
    expect(rows.map(({ key, figures }) => [key, figures.started, figures.reply])).toEqual([
      ['2026-10-23T22:00:00.000Z', 1, { n: 1, median: 2 * MINUTE, p90: 2 * MINUTE }],
      ['2026-10-24T22:00:00.000Z', 2, { n: 2, median: 4 * MINUTE, p90: 10 * MINUTE }],
      ['2026-10-25T23:00:00.000Z', 1, { n: 1, median: 6 * MINUTE, p90: 6 * MINUTE }],
    ]);
    expect(total).toMatchObject({
      started: 4,
      messagesIn: 4,
      messagesOut: 4,
      resolved: 4,
      reopened: 1,
      reopenRate: 0.25,
      firstResponse: { n: 4, median: 4 * MINUTE, p90: 10 * MINUTE },
      firstResolution: { n: 4, median: 5 * MINUTE, p90: 11 * MINUTE },
      fullResolution: { n: 3, median: 5 * MINUTE, p90: 11 * MINUTE },
      csat: { n: 2, share: 0.5 },
    });
  });

  test('has every hour, 25 of them that day', async () => {
    const { rows } = await report({ by: 'hour', from: '2026-10-25', to: '2026-10-25' });
    expect(rows).toHaveLength(25);
    expect(rows.map(({ figures }) => figures.started).join('')).toBe(`1${'0'.repeat(23)}1`);
    expect(rows[1]!.figures.reply).toEqual({ n: 0, median: null, p90: null });
  });

  test('has each day once where the clocks change at midnight', async () => {
    // Cairo: midnight of the 24th of April 2026 is skipped. Havana: that of the 1st of November comes twice.
    await measureNow([
      await answered(at('2026-04-23T22:30:00Z'), agent, 2), // Cairo, Friday 01:30, its second half hour
      await answered(at('2026-04-24T21:30:00Z'), agent, 3), // Cairo, Saturday 00:30
      await answered(at('2026-11-01T04:20:00Z'), agent, 4), // Havana, Sunday 00:20, the first time
      await answered(at('2026-11-01T05:20:00Z'), agent, 5), // Havana, Sunday 00:20, the second time
    ]);
    const days = async (from: string, to: string, timeZone: string) =>
      (await report({ from, to, timeZone })).rows.map(({ key, figures }) => [
        key,
        figures.started,
        figures.reply.n,
      ]);
    expect(await days('2026-04-24', '2026-04-25', 'Africa/Cairo')).toEqual([
      ['2026-04-23T22:00:00.000Z', 1, 1],
      ['2026-04-24T21:00:00.000Z', 1, 1],
    ]);
    expect(await days('2026-04-23', '2026-04-23', 'Africa/Cairo')).toEqual([
      ['2026-04-22T22:00:00.000Z', 0, 0],
    ]);
    expect(await days('2026-10-31', '2026-11-01', 'America/Havana')).toEqual([
      ['2026-10-31T04:00:00.000Z', 0, 0],
      ['2026-11-01T04:00:00.000Z', 2, 2],
    ]);
  });

  test('of one label by label has that one, whatever else its conversations carry', async () => {
    const refund = await workspace.addLabel('Refund');
    const later = at('2026-10-25T23:50:00Z');
    const labels = { labelIds: [billing, refund] };
    await log.append(ids[2]!, later, by(agent), 'conversation:labelled', labels);
    await measureNow(ids);
    for (const more of [{}, { memberId: owner.actor.id }] as Record<string, string>[]) {
      const { rows } = await report({ by: 'label', labelId: billing, ...more });
      expect(rows.map(({ name, figures }) => [name, figures.messagesOut])).toEqual([
        ['Billing', 1],
      ]);
    }
    expect((await report({ by: 'label' })).rows).toHaveLength(2);
  });

  test('has agents, sites and labels by name', async () => {
    const agents = await report({ by: 'agent' });
    expect(agents.rows.map(({ name, figures }) => [name, figures.reply.n])).toEqual([
      ['=Robin', 3],
      ['Olivia', 1],
    ]);
    const sites = await report({ by: 'site' });
    expect(sites.rows).toEqual([
      { key: workspace.siteId, name: 'Test site', figures: sites.total },
    ]);
    const labels = await report({ by: 'label' });
    expect(labels.rows).toMatchObject([
      { key: billing, name: 'Billing', figures: { messagesIn: 1, csat: { n: 1, share: 1 } } },
    ]);
  });

  test('can be of one agent, one label, or both', async () => {
    const { total } = await report({ memberId: agent.actor.id });
    expect([total.messagesOut, total.reply.n, total.started]).toEqual([3, 3, 0]);
    const ofLabel = await report({ labelId: billing });
    expect([ofLabel.total.started, ofLabel.total.reply.median]).toEqual([1, 10 * MINUTE]);
    const both = await report({ labelId: billing, memberId: owner.actor.id, by: 'agent' });
    expect([both.total.messagesOut, both.rows.length]).toEqual([1, 1]);
    const neither = await report({ labelId: billing, memberId: agent.actor.id });
    expect([neither.total.messagesOut, neither.total.reply.median]).toEqual([0, null]);
  });

  test('compares with as many days before, and has nothing to report where there is nothing', async () => {
    const { previous, total } = await report({ from: '2026-10-26', to: '2026-10-26' });
    expect(previous).toMatchObject({
      from: '2026-10-24T22:00:00.000Z',
      until: '2026-10-25T23:00:00.000Z',
      total: { started: 2, reply: { n: 2 } },
    });
    expect(total.csat).toEqual({ n: 2, share: 0.5 });
    const empty = await report({ from: '2026-01-01', to: '2026-01-02' });
    expect(empty.total).toMatchObject({
      reopenRate: null,
      csat: { n: 0, share: null },
      reply: { n: 0, median: null, p90: null },
    });
    expect(empty.rows).toHaveLength(2);
  });

  test('that is not over is compared with as much of the days before', async () => {
    const HOUR = 60 * MINUTE;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    // In a zone where it is well within the day, whatever the time is here.
    const now = Date.now();
    const isDaytime = now % (24 * HOUR) >= 4 * HOUR && now % (24 * HOUR) < 20 * HOUR;
    const [zone, shift] = isDaytime ? ['UTC', 0] : ['Etc/GMT-12', 12 * HOUR];
    const today = day(now + shift);
    const began = at(`${today}T00:00:00Z`) - shift;
    const sameTime = now - 24 * HOUR;
    await measureNow([
      await answered(sameTime - 2 * HOUR, agent, 3),
      await answered(sameTime + 30 * MINUTE, agent, 7),
    ]);
    const query = { from: today, to: today, timeZone: zone };
    const { previous } = await report(query);
    expect(previous.from).toBe(new Date(began - 24 * HOUR).toISOString());
    const behind = sameTime - at(previous.until);
    // A quarter of an hour at the most, and what the test takes.
    expect(behind).toBeGreaterThan(-MINUTE);
    expect(behind).toBeLessThan(15 * MINUTE);
    expect(previous.total).toMatchObject({ started: 1, reply: { n: 1, median: 3 * MINUTE } });
    const yesterday = day(now + shift - 24 * HOUR);
    const whole = await report({ from: yesterday, to: yesterday, timeZone: zone });
    expect(whole.total.reply.n).toBe(2);
  });

  test('is in business time when that is asked for', async () => {
    const params = { siteId: workspace.siteId };
    const hours = {
      timeZone: 'Europe/Berlin',
      ranges: [{ weekday: 1, fromMinute: 33, untilMinute: 60 }],
      holidays: [],
    };
    const cookie = owner.cookie;
    const put = { method: 'PUT', cookie, params, body: { hours } };
    expect((await call(scheduleRoute.PUT, put)).status).toBe(200);
    expect(await (await call(scheduleRoute.GET, { cookie, params })).json()).toEqual({ hours });
    expect((await call(scheduleRoute.PUT, { ...put, cookie: agent.cookie })).status).toBe(403);
    const broken = { hours: { ...hours, timeZone: 'Mars/Olympus' } };
    expect((await call(scheduleRoute.PUT, { ...put, body: broken })).status).toBe(400);
    // What was measured keeps its time; what is measured now goes by the schedule.
    expect((await report({ time: 'business' })).total.reply.median).toBe(4 * MINUTE);
    const id = await answered(at('2026-10-25T23:30:00Z'), agent, 6);
    await measureNow([id]);
    const monday = await report({ time: 'business', from: '2026-10-26', to: '2026-10-26' });
    expect(monday.total.reply).toEqual({ n: 2, median: 3 * MINUTE, p90: 6 * MINUTE });
  });

  test('shows arrivals by weekday and hour of the zone', async () => {
    const arrivals = (await (await get(arrivalsRoute.GET, {})).json()) as Arrivals;
    const seen = arrivals.started.flatMap((hours, weekday) =>
      hours.flatMap((count, hour) => (count > 0 ? [[weekday, hour, count]] : [])),
    );
    expect(seen).toEqual([
      [0, 0, 1],
      [5, 23, 1],
      [6, 0, 1],
      [6, 23, 1],
    ]);
    expect(arrivals.messagesIn).toEqual(arrivals.started);
  });

  test('can be taken along as CSV, whole or every single measurement', async () => {
    const whole = await get(exportRoute.GET, { by: 'agent' });
    expect(whole.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await whole.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(`'=Robin,0,0,3,3,1`);
    const facts = (await (await get(factsRoute.GET, {})).text()).trimEnd().split('\r\n');
    // Of each conversation 8, less one full resolution, and a reopening and two answers.
    expect(facts).toHaveLength(1 + 4 * 8 - 1 + 1 + 2);
    const times = facts.slice(1).map((line) => line.split(',')[0]!);
    expect(times).toEqual(times.toSorted());
    const some = await (await get(factsRoute.GET, { labelId: billing })).text();
    expect(some).toContain(`reply,Test site,Olivia,${ids[2]},600,600,\r\n`);
    expect(some).not.toContain(ids[0]);
  });
});

describe('an export of single measurements', () => {
  const FACTS = {
    name: 'test-facts',
    text: `
WITH made AS (
  INSERT INTO metric_fact (event_id, kind, workspace_id, site_id, conversation_id, at, calendar_ms, business_ms)
  SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'reply'::metric_kind ELSE 'message_in' END, $1, $2,
    gen_random_uuid(), $3::timestamptz + make_interval(secs => greatest(0, n - $4 / 2) / 1000.0),
    CASE WHEN n % 2 = 0 THEN n END, CASE WHEN n % 2 = 0 THEN n END
  FROM generate_series(1, $4::int) AS n RETURNING kind
)
INSERT INTO metric_quarter (workspace_id, grain, quarter, kind, site_id, key_id, count, calendar_ms,
  business_ms, score, satisfied)
SELECT $1, 'all', $3, kind, $2, '00000000-0000-0000-0000-000000000000', count(*), 0, 0, 0, 0
FROM made GROUP BY kind`,
  };
  const DAY = { from: '2026-03-02', to: '2026-03-02', timeZone: 'UTC' };
  const signal = new AbortController().signal;
  const exported = async (atOnce: number) => {
    const pages: string[][] = [];
    for await (const page of await exportFacts(owner.actor, DAY, signal, atOnce)) {
      pages.push(page.trimEnd().split('\r\n'));
    }
    return pages;
  };

  test('is read in pages, however many are of one quarter and of one moment', async () => {
    // Half of them at 09:00:00.000, the others one each millisecond.
    const from = new Date('2026-03-02T09:00:00Z');
    await query(FACTS, [workspace.id, workspace.siteId, from, 3_000]);
    await query(FACTS, [workspace.id, workspace.siteId, new Date('2026-03-02T11:15:00Z'), 40]);
    const [whole, small] = [await exported(10_000), await exported(100)];
    expect(whole.flat()).toHaveLength(1 + 3_040);
    expect(small.flat()).toEqual(whole.flat());
    expect(Math.max(...small.map((lines) => lines.length))).toBe(100);
    expect(small.length).toBeGreaterThan(30);
  });

  test('reads a page when the one before it was fetched', async () => {
    await query(FACTS, [workspace.id, workspace.siteId, new Date('2026-03-02T09:00:00Z'), 30]);
    const lines = await exportFacts(owner.actor, DAY, signal, 10);
    await lines.next();
    expect((await lines.next()).value).toContain('2026-03-02T09:00:00.000Z');
    await database().metricFact.deleteMany({ where: { workspaceId: workspace.id } });
    expect(await lines.next()).toEqual({ value: undefined, done: true });
  });
});

describe('who may read reports', () => {
  const routes: [string, Route][] = [
    ['reports', reportsRoute.GET],
    ['arrivals', arrivalsRoute.GET],
    ['export', exportRoute.GET],
    ['facts', factsRoute.GET],
  ];

  test.each(routes)('%s: not agents, not strangers', async (_name, route) => {
    expect((await get(route, {}, agent.cookie)).status).toBe(403);
    expect((await get(route, {}, null)).status).toBe(401);
  });

  test('owners of other workspaces find nothing', async () => {
    const other = await createWorkspace();
    const stranger = await other.addMember('Una', 'owner');
    const asked = { siteId: workspace.siteId };
    const theirs = (await (await get(reportsRoute.GET, asked, stranger.cookie)).json()) as Report;
    expect([theirs.total.started, theirs.total.reply.n]).toEqual([0, 0]);
    const facts = await (await get(factsRoute.GET, asked, stranger.cookie)).text();
    expect(facts.trimEnd().split('\r\n')).toHaveLength(1);
    const params = { siteId: workspace.siteId };
    expect((await call(scheduleRoute.GET, { cookie: stranger.cookie, params })).status).toBe(404);
  });

  test('a range has an order and an end', async () => {
    expect((await get(reportsRoute.GET, { to: '2026-10-23' })).status).toBe(400);
    expect((await get(reportsRoute.GET, { to: '2027-10-25' })).status).toBe(400);
    expect((await get(reportsRoute.GET, { from: '2026-02-30' })).status).toBe(400);
    expect((await get(factsRoute.GET, { from: '0000-01-01' })).status).toBe(400);
    const facts = await get(factsRoute.GET, { to: '2036-10-25' });
    expect(facts.status).toBe(200);
    await facts.text();
  });
});

describe('what reports may take', () => {
  /** Every report waits for its first figures until `go`. */
  async function stopped(): Promise<{ go: () => Promise<void>; held: () => Promise<number> }> {
    const client = await pool().connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE metric_fact, metric_quarter IN ACCESS EXCLUSIVE MODE');
    return {
      held: async () => {
        const { rows } = await client.query<{ held: number }>(
          `SELECT count(*)::int AS held FROM pg_locks WHERE NOT granted AND database =
             (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
        return rows[0]!.held;
      },
      go: async () => {
        await client.query('COMMIT');
        client.release();
      },
    };
  }

  test('few are read at once, some wait, and beyond them one is told when to come back', async () => {
    const hold = await stopped();
    const inside = LIMITS.reportsAtOnce + LIMITS.reportsWaiting;
    const answers: number[] = [];
    const asked = Array.from({ length: inside + 3 }, async () => {
      const response = await get(reportsRoute.GET, {});
      answers.push(response.status);
      return response;
    });
    await expect.poll(() => answers.length).toBe(3);
    expect(await hold.held()).toBeLessThanOrEqual(2 * LIMITS.reportsAtOnce);
    // Everything else goes on meanwhile.
    expect((await call(scheduleRoute.GET, asOwner())).status).toBe(200);
    await hold.go();
    const responses = await Promise.all(asked);
    const refused = responses.filter(({ status }) => status === 503);
    expect(refused).toHaveLength(3);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(inside);
  });

  test('whose client has gone is not begun', async () => {
    const hold = await stopped();
    const client = new AbortController();
    const first = Array.from({ length: LIMITS.reportsAtOnce }, () => get(reportsRoute.GET, {}));
    await expect.poll(hold.held).toBeGreaterThanOrEqual(LIMITS.reportsAtOnce);
    const given = get(reportsRoute.GET, {}, owner.cookie, client.signal);
    client.abort();
    // Answered although nothing has moved: it is out of the queue.
    expect((await given).status).toBe(503);
    await hold.go();
    for (const response of await Promise.all(first)) expect(response.status).toBe(200);
  });

  test('an export holds its place until it ends, its client goes, or nobody fetches', async () => {
    const { signal } = new AbortController();
    const lines = async function* () {
      yield 'one';
      yield 'two';
    };
    const begin = () => Promise.resolve(lines());
    const fetched = await exporting(signal, begin);
    expect(await fetched.next()).toEqual({ value: 'one', done: false });
    const client = new AbortController();
    const gone = await exporting(client.signal, begin);
    const idle = await exporting(signal, begin, 20);
    const ended = await exporting(signal, begin);
    await expect(exporting(signal, begin)).rejects.toMatchObject({ code: 'unavailable' });
    client.abort();
    await ended.return!();
    await expect(gone.next()).rejects.toMatchObject({ code: 'unavailable' });
    await expect
      .poll(() => exporting(signal, begin).then(({ return: end }) => end!().then(() => 'open')))
      .toBe('open');
    await expect.poll(() => idle.next().catch(() => 'ended')).toBe('ended');
    expect(await fetched.next()).toEqual({ value: 'two', done: false });
    expect((await fetched.next()).done).toBe(true);
  });

  test('a member has so many of them in a minute', async () => {
    const { points } = HTTP_LIMITS['member-report'];
    for (let taken = 0; taken < points; taken++) await takePoint('member-report', owner.actor.id);
    const refused = await get(reportsRoute.GET, {});
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(scheduleRoute.GET, asOwner())).status).toBe(200);
  });

  const asOwner = () => ({ cookie: owner.cookie, params: { siteId: workspace.siteId } });
});
