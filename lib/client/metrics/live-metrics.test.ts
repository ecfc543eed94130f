import { describe, expect, test } from 'vitest';
import { TIMES } from '@/lib/contracts/limits';
import type { MetricsFilter, MetricsSnapshot } from '@/lib/contracts/metrics';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { buildLiveMetrics, METRICS_PARTS } from './live-metrics';

const TODAY: MetricsFilter = { siteId: null, memberId: null, range: 'today', timeZone: 'UTC' };
const WEEK: MetricsFilter = { ...TODAY, range: 'week' };
const nobody = { n: 0, median: null, p90: null };

/** Of the `n`th tick; `old` parts could not be computed since the first. */
function snapshot(n: number, filter = TODAY, old: readonly string[] = []): MetricsSnapshot {
  const at = (part: string) =>
    new Date(1_700_000_000_000 + (old.includes(part) ? 1 : n)).toISOString();
  return {
    filter,
    at: at(''),
    now: {
      ...{
        at: at('now'),
        open: n,
        unassigned: 0,
        waiting: 0,
        oldestWaitingAt: null,
        overTarget: 0,
      },
      visitorsOnline: null,
    },
    hour: {
      ...{ at: at('hour'), from: at('hour'), messagesIn: [], messagesOut: [], started: [] },
      ...{ resolved: [], messagesPerMinute: 0 },
    },
    period: {
      ...{ at: at('period'), from: at('period') },
      ...{ firstResponse: nobody, reply: nobody, resolution: nobody },
      ...{ csat: { n: 0, share: null }, reopen: { resolved: 0, reopened: 0, rate: null } },
    },
    team: {
      ...{ at: at('team'), online: 0, away: 0, atCapacity: 0, active: 0, capacity: 0 },
      ...{ occupancy: null, rows: [], total: 0 },
    },
    queue: { at: at('queue'), rows: [] },
  };
}

/** Online and told once. */
async function screen() {
  const world = new ScriptedEnvironment();
  const live = buildLiveMetrics(world.env, 'ada', TODAY);
  live.start();
  world.greet({ role: 'admin' });
  await world.clock.advance(0);
  await world.last('metrics:subscribe').ok({ snapshot: snapshot(1) });
  const state = () => live.store.getState();
  const stale = () => METRICS_PARTS.filter((part) => state().stale[part]);
  return { world, live, state, stale };
}

describe('the live dashboard’s client', () => {
  test('turns everything stale by itself within five seconds of the last tick, and fresh with the next', async () => {
    const { world, stale } = await screen();
    await world.clock.advance(TIMES.metricsStaleMs - 1);
    expect(stale()).toEqual([]);
    await world.clock.advance(5_000 - TIMES.metricsStaleMs);
    expect(stale()).toEqual([...METRICS_PARTS]);
    world.frame('metrics:ticked', snapshot(2));
    expect(stale()).toEqual([]);
  });

  test('a part that is told again and again as it was turns stale alone', async () => {
    const { world, stale } = await screen();
    for (let tick = 2; tick < 9; tick += 1) {
      await world.clock.advance(800);
      world.frame('metrics:ticked', snapshot(tick, TODAY, ['team']));
    }
    expect(stale()).toEqual(['team']);
  });

  test('a part that was old already when it came is stale from the first moment', async () => {
    const { world, live, stale } = await screen();
    const HOUR_MS = 3_600_000;
    /** Ticks of an hour later, of which one part is from before. */
    const later = (n: number, filter: MetricsFilter) => snapshot(HOUR_MS + n, filter, ['queue']);
    live.show(WEEK);
    await world.last('metrics:subscribe').ok({ snapshot: later(1, WEEK) });
    expect(stale()).toEqual(['queue']);
    // Newer than what was on screen, and old all the same.
    const older = later(2, WEEK);
    older.queue!.at = new Date(Date.parse(older.at) - TIMES.metricsStaleMs).toISOString();
    world.frame('metrics:ticked', older);
    expect(stale()).toEqual(['queue']);
    const fresh = later(3, WEEK);
    fresh.queue!.at = new Date(Date.parse(fresh.at) - TIMES.metricsStaleMs + 1).toISOString();
    world.frame('metrics:ticked', fresh);
    expect(stale()).toEqual([]);
  });

  test('says to the server that nobody is at the desk', async () => {
    const { world } = await screen();
    expect(world.opened).toEqual([expect.objectContaining({ quiet: true })]);
  });

  test('shows nothing of a filter that was left', async () => {
    const { world, live, state } = await screen();
    live.show(WEEK);
    world.frame('metrics:ticked', snapshot(2));
    expect(state().snapshot).toEqual(snapshot(1));
    const first = world.last('metrics:subscribe');
    live.show(TODAY);
    await first.ok({ snapshot: snapshot(3, WEEK) });
    expect(state().snapshot).toEqual(snapshot(1));
    await world.last('metrics:subscribe').ok({ snapshot: snapshot(4) });
    expect(state().snapshot).toEqual(snapshot(4));
  });

  test('asks again after a reconnect, and what was on screen stays until then', async () => {
    const { world, state } = await screen();
    world.drop();
    await world.clock.advance(10_000);
    world.greet({ role: 'admin' });
    await world.clock.advance(0);
    expect(state().snapshot).toEqual(snapshot(1));
    expect(world.all('metrics:subscribe').length).toBe(2);
    await world.last('metrics:subscribe').ok({ snapshot: snapshot(2) });
    expect(state().snapshot).toEqual(snapshot(2));
  });

  test('says why it is refused, and tries again only where that can help', async () => {
    const { world, live, state } = await screen();
    live.show({ ...TODAY, siteId: 'gone' });
    await world.last('metrics:subscribe').refuse('not_found');
    expect(state().error?.code).toBe('not_found');
    const asked = world.all('metrics:subscribe').length;
    await world.clock.advance(3_500);
    expect(world.all('metrics:subscribe').length).toBe(asked);
    live.show(WEEK);
    expect(state().error).toBeNull();
    await world.last('metrics:subscribe').refuse('rate_limited', { retryable: true });
    await world.clock.advance(3_500);
    await world.last('metrics:subscribe').ok({ snapshot: snapshot(2, WEEK) });
    expect(state()).toMatchObject({ error: null, snapshot: snapshot(2, WEEK) });
  });
});
