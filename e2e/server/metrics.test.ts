/** What is measured equals a fold of the log from nothing, however the entries came. */
import { v7 as uuid } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { database, pool, transaction } from '@/lib/platform/database';
import { measure, measureNow } from '@/lib/server/metrics/measure';
import { recountQuarters, type Run } from '@/lib/server/metrics/metric-step-store';
import { createLookout, measureMissed } from '@/lib/server/metrics/measure-missed';
import { rebuildMetrics } from '@/lib/server/metrics/rebuild';
import { compareWithRecount } from '@/lib/server/metrics/recount';
import { Dice } from '@/lib/client/simulation/dice';
import { logWriter, type LogWriter } from '../support/write-log';
import { useDatabase } from '../support/use-database';
import { createWorkspace, type TestWorkspace } from '../support/workspace';

useDatabase();

const MINUTE = 60_000;
const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-23T09:00:00Z');
let workspace: TestWorkspace;
let log: LogWriter;
let robin: string;
let sam: string;
let kim: string;

beforeEach(async () => {
  workspace = await createWorkspace();
  robin = (await workspace.addMember('Robin')).actor.id;
  sam = (await workspace.addMember('Sam')).actor.id;
  kim = (await workspace.addVisitor('Kim')).actor.id;
  log = logWriter(workspace, kim);
});

const facts = (conversationId: string) =>
  database().metricFact.findMany({ where: { conversationId }, orderBy: { at: 'asc' } });
const quarters = (where: { grain?: 'all' | 'member' | 'label'; kind?: 'reply' | 'rated' } = {}) =>
  database().metricQuarter.findMany({
    where: { workspaceId: workspace.id, count: { not: 0 }, ...where },
    orderBy: { quarter: 'asc' },
  });
const member = (id: string) => ({ kind: 'member', id }) as const;
const contact = () => ({ kind: 'contact', id: kim }) as const;
const text = { kind: 'text', body: 'Hello' };

describe('measuring', () => {
  test('an entry that comes again or late changes nothing', async () => {
    const id = await log.conversation(MONDAY);
    await log.append(id, MONDAY, contact(), 'message:sent', text);
    await measure(id);
    await log.append(id, MONDAY + 4 * MINUTE, member(robin), 'message:sent', text);
    await Promise.all([measure(id), measure(id), measureNow([id])]);
    const once = await facts(id);
    await measure(id);
    expect(await facts(id)).toEqual(once);
    expect(once.map(({ kind }) => kind).toSorted()).toEqual(
      ['first_response', 'message_in', 'message_out', 'reply', 'started'].toSorted(),
    );
    expect(await quarters({ grain: 'member', kind: 'reply' })).toMatchObject([
      { keyId: robin, count: 1, calendarMs: BigInt(4 * MINUTE), quarter: new Date(MONDAY) },
    ]);
  });

  test('a step takes all that its conversation has, also when entries before it were lost', async () => {
    const id = await log.conversation(MONDAY);
    for (let minute = 0; minute < 20; minute++) {
      const who = minute % 2 ? member(sam) : contact();
      await log.append(id, MONDAY + minute * MINUTE, who, 'message:sent', text);
    }
    await measure(id);
    const [all] = await quarters({ grain: 'all', kind: 'reply' });
    expect(all).toMatchObject({ count: 7, calendarMs: BigInt(7 * MINUTE) });
    expect((await compareWithRecount()).differences).toEqual([]);
  });

  test('business time goes by the schedule of the site', async () => {
    await database().businessSchedule.create({
      data: {
        siteId: workspace.siteId,
        hours: {
          timeZone: 'Europe/Berlin',
          ranges: [{ weekday: 1, fromMinute: 600, untilMinute: 660 }],
          holidays: [],
        },
      },
    });
    const id = await log.conversation(MONDAY);
    // 09:50 and 10:20 in Berlin; it is staffed from 10:00 to 11:00.
    await log.append(id, MONDAY - 10 * MINUTE, contact(), 'message:sent', text);
    await log.append(id, MONDAY + 20 * MINUTE, member(robin), 'message:sent', text);
    await measure(id);
    const reply = (await facts(id)).find(({ kind }) => kind === 'reply');
    expect(reply).toMatchObject({
      calendarMs: BigInt(30 * MINUTE),
      businessMs: BigInt(20 * MINUTE),
    });
  });

  test('labels bring with them what their conversation had before, and take it away', async () => {
    const [billing, bug] = [uuid(), uuid()];
    const id = await log.conversation(MONDAY);
    await log.append(id, MONDAY, contact(), 'message:sent', text);
    await log.append(id, MONDAY + MINUTE, member(robin), 'message:sent', text);
    await measure(id);
    const label = (at: number, labelIds: string[]) =>
      log.append(id, MONDAY + at, member(robin), 'conversation:labelled', { labelIds });
    await label(2 * MINUTE, [billing, bug]);
    await measure(id);
    const ofReplies = async () =>
      (await quarters({ grain: 'label', kind: 'reply' })).map(({ keyId, count }) => [keyId, count]);
    expect((await ofReplies()).toSorted()).toEqual(
      [
        [billing, 1],
        [bug, 1],
      ].toSorted(),
    );
    await label(3 * MINUTE, [bug]);
    await measure(id);
    expect(await ofReplies()).toEqual([[bug, 1]]);
    expect((await compareWithRecount()).differences).toEqual([]);
  });

  test('an answer that is changed counts once, where it was changed', async () => {
    const id = await log.conversation(MONDAY);
    await log.append(id, MONDAY, contact(), 'message:sent', text);
    await log.append(id, MONDAY + MINUTE, member(robin), 'conversation:resolved', {});
    const rate = (minute: number, score: number) =>
      log.append(id, MONDAY + minute * MINUTE, contact(), 'conversation:rated', {
        score,
        comment: null,
      });
    await rate(2, 1);
    await measure(id);
    await rate(120, 5);
    await measure(id);
    expect(await quarters({ grain: 'all', kind: 'rated' })).toMatchObject([
      { quarter: new Date(MONDAY + 120 * MINUTE), count: 1, score: 5, satisfied: 1 },
    ]);
    expect((await compareWithRecount()).differences).toEqual([]);
  });
});

/** Random events of many conversations, appended and measured in a random order, some not at all. */
async function traffic(seed: number): Promise<string[]> {
  const dice = new Dice(seed);
  const labels = [uuid(), uuid(), uuid()];
  const ids = await Promise.all(
    Array.from({ length: 12 }, (_, index) => log.conversation(MONDAY + index * 7 * MINUTE)),
  );
  const clocks = new Map(ids.map((id, index) => [id, MONDAY + index * 7 * MINUTE]));
  const under: Promise<void>[] = [];
  for (let step = 0; step < 150; step++) {
    const id = dice.pick(ids);
    const at = clocks.get(id)! + dice.whole(0, 90 * MINUTE);
    clocks.set(id, at);
    const staff = member(dice.pick([robin, sam]));
    const [who, type, payload] = dice.pick([
      [contact(), 'message:sent', text],
      [contact(), 'message:sent', text],
      [staff, 'message:sent', text],
      [staff, 'message:sent', { ...text, kind: 'note' }],
      [{ kind: 'system', id: null }, 'message:sent', text],
      [staff, 'conversation:assigned', { assignee: { id: robin, name: 'Robin' } }],
      [staff, 'conversation:resolved', {}],
      [contact(), 'conversation:reopened', {}],
      [contact(), 'conversation:rated', { score: dice.whole(1, 5), comment: null }],
      [staff, 'conversation:labelled', { labelIds: labels.filter(() => dice.chance(0.5)) }],
      [staff, 'conversation:snoozed', { until: new Date(at).toISOString() }],
      [{ kind: 'system', id: null }, 'conversation:woken', {}],
    ] as const);
    await log.append(id, at, who, type, payload);
    for (let times = dice.whole(0, 2); times > 0; times--) {
      const named = dice.pick(ids);
      under.push(
        dice.chance(0.5) ? measure(named) : measureNow([named, dice.pick(ids)].toSorted()),
      );
    }
  }
  await Promise.all(under);
  return ids;
}

describe('the recount', { timeout: 120_000 }, () => {
  test('equals what is stored after random traffic, repeated and out of order', async () => {
    const ids = await traffic(1);
    await Promise.all([...ids, ...ids].map(measure));
    const recount = await compareWithRecount();
    expect(recount.differences).toEqual([]);
    expect(recount.facts).toBeGreaterThan(60);
    expect(recount.quarters).toBeGreaterThan(40);
  });

  test('finds what is wrong, and a rebuild repairs it', async () => {
    const ids = await traffic(2);
    await Promise.all(ids.map(measure));
    await database().metricQuarter.updateMany({ data: { count: { increment: 1 } } });
    await database().metricFact.deleteMany({ where: { conversationId: ids[0]! } });
    await database().metricFact.updateMany({
      where: { conversationId: ids[1]! },
      data: { memberId: sam },
    });
    expect((await compareWithRecount()).differences.length).toBeGreaterThan(3);
    await rebuildMetrics();
    expect((await compareWithRecount()).differences).toEqual([]);
  });

  test('a rebuild while events come in loses none and counts none twice', async () => {
    const before = await traffic(3);
    await Promise.all(before.map(measure));
    const seen: string[] = [];
    const [after] = await Promise.all([
      traffic(4),
      rebuildMetrics((what, done, total) => seen.push(`${what} ${done}/${total}`)),
    ]);
    await Promise.all(after.map(measure));
    expect((await compareWithRecount()).differences).toEqual([]);
    expect(seen.some((line) => line.startsWith('conversations'))).toBe(true);
    expect(seen.some((line) => line.startsWith('days'))).toBe(true);
  });

  test('a rebuild counts every workspace, and forgets what is counted for those that are gone', async () => {
    const ids = await traffic(5);
    await Promise.all(ids.map(measure));
    const [one] = await quarters();
    const other = await createWorkspace();
    const lee = (await other.addVisitor('Lee')).actor.id;
    const theirs = logWriter(other, lee);
    const id = await theirs.conversation(MONDAY - 9 * DAY);
    const from = { kind: 'contact', id: lee } as const;
    await theirs.append(id, MONDAY - 9 * DAY, from, 'message:sent', text);
    await measure(id);
    const changed = { count: { increment: 1 } };
    await database().metricQuarter.updateMany({ data: changed });
    await database().metricQuarter.create({ data: { ...one!, workspaceId: uuid() } });
    await rebuildMetrics();
    expect((await compareWithRecount()).differences).toEqual([]);
  });

  test('counting a day anew reads no more than that day of that workspace', async () => {
    const plans: string[] = [];
    await transaction(async (run) => {
      await run({ name: 'test-no-scan', text: 'SET LOCAL enable_seqscan = off' }, []);
      const explain: Run = async ({ name, text: statement }, values) => {
        const plan = { name: `explain ${name}`, text: `EXPLAIN ${statement}` };
        const lines = await run<{ 'QUERY PLAN': string }>(plan, values);
        plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
        return [];
      };
      await recountQuarters(explain, workspace.id, new Date(MONDAY), new Date(MONDAY + DAY));
    });
    const [forget, count] = plans;
    expect(forget).toMatch(/Index Cond: \(\(workspace_id = .* AND \(quarter >= /);
    expect(count).toContain('metric_fact_measured_idx');
    expect(count).toContain('metric_fact_counted_idx');
    expect(count).toContain('metric_cursor_pkey');
    expect(plans.join('\n')).not.toMatch(/Seq Scan on metric_/);
  });
});

describe('what no entry names', () => {
  const asked = async () => {
    const id = await log.conversation(MONDAY);
    await log.append(id, MONDAY, contact(), 'message:sent', text);
    return id;
  };

  test('is measured nevertheless', async () => {
    const id = await asked();
    await measureMissed();
    expect(await measureMissed()).toBe(0);
    expect(await facts(id)).toHaveLength(2);
    expect((await compareWithRecount()).differences).toEqual([]);
  });

  test('is looked for everywhere once, and then among what changed', async () => {
    const look = createLookout();
    const first = await asked();
    expect(await look()).toBe(1);
    expect(await facts(first)).toHaveLength(2);
    const old = await asked();
    const changedAt = new Date(Date.now() - 5 * 3_600_000);
    await database().conversation.update({ where: { id: old }, data: { changedAt } });
    const fresh = await asked();
    await log.append(first, MONDAY + MINUTE, contact(), 'message:sent', text);
    expect(await look()).toBe(2);
    expect(await facts(fresh)).toHaveLength(2);
    expect(await facts(first)).toHaveLength(3);
    expect(await look()).toBe(0);
    expect(await facts(old)).toEqual([]);
    expect(await createLookout()()).toBe(1);
    expect(await facts(old)).toHaveLength(2);
  });

  test('is looked for by one node at a time', async () => {
    await asked();
    const client = await pool().connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE metric_cursor IN ACCESS EXCLUSIVE MODE');
    const looking = createLookout()();
    const waiting = async () =>
      (
        await client.query(
          `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'metric_cursor'::regclass
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        )
      ).rows.length;
    await expect.poll(waiting).toBeGreaterThan(0);
    const other = createLookout();
    expect(await other()).toBeNull();
    await client.query('COMMIT');
    client.release();
    expect(await looking).toBe(1);
    expect(await other()).toBe(0);
  });

  test('is measured also when one of them cannot be', async () => {
    const ids = [await asked(), await asked(), await asked()];
    // No column takes such a score.
    const broken = ids[1]!;
    await log.append(broken, MONDAY + MINUTE, contact(), 'conversation:resolved', {});
    await log.append(broken, MONDAY + MINUTE, contact(), 'conversation:rated', {
      score: 100_000,
      comment: null,
    });
    try {
      expect(await measureMissed()).toBe(2);
      expect(await facts(broken)).toEqual([]);
      expect(await facts(ids[2]!)).toHaveLength(2);
      expect(await measureMissed()).toBe(0);
    } finally {
      await database().conversation.delete({ where: { id: broken } });
    }
  });
});
