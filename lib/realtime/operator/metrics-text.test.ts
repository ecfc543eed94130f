/** What `/metrics` has, and that dashboards and alerts in `deploy/` ask for nothing else. */
import fs from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { clientEvents } from '@/lib/contracts/socket-events';
import { CONSUMER_GROUPS } from '@/lib/contracts/consumer-groups';
import { ERROR_CODES } from '@/lib/contracts/errors';
import type { NodeState } from '@/lib/contracts/system';
import { countFrame } from '@/lib/platform/telemetry/telemetry';
import type { Lag } from '@/lib/server/system/read-lag';
import { counters } from '../counters';
import { metricsText } from './metrics-text';
import type { Look } from './node-watch';

vi.mock('@/lib/platform/fan-out-health', () => ({
  fanOutHealth: () => ({ state: 'ok', publishFailures: 2, roundTripMs: 3 }),
}));

const state: NodeState = {
  process: {
    loopDelayP50Ms: 1,
    loopDelayP99Ms: 3,
    lateSeconds: 0,
    rssBytes: 9,
    heapUsedBytes: 4,
    cpuShare: 0.1,
  },
  realtime: null,
  delivery: { count: 2, p50Ms: 4, p99Ms: 9 },
  pool: { open: 3, idle: 1, waiting: 0, max: 20 },
  postgres: { ok: true, ms: 1 },
  redis: { ok: true, ms: 1, fanOut: 'ok' },
  canary: { at: 1, local: { ok: true, ms: 3 }, others: [{ node: 'node-b', ok: false, ms: null }] },
};
const look: Look = {
  state,
  process: {
    ...{ loopDelayP50Ms: 1, loopDelayP99Ms: 3, lateSeconds: 0, rssBytes: 9, cpuShare: 0.1 },
    ...{ heapUsedBytes: 4, heapTotalBytes: 5, externalBytes: 1 },
  },
  realtime: {
    ...{ visitors: 7, staff: 2, behind: 1, admissionPace: 1, waitingToEnter: 0 },
    totals: counters,
  },
};
const lag: Lag = {
  outbox: { rows: 1, oldestSeconds: 2 },
  groups: CONSUMER_GROUPS.map((group) => ({ group, waiting: 1, pending: 2, oldestPendingMs: 3 })),
  deadLetters: 4,
};

// As busy as a node can be: every event that there is, with every outcome that there is.
for (const event of Object.keys(clientEvents)) {
  for (const outcome of ['ok', ...Object.keys(ERROR_CODES)]) countFrame(event, outcome);
}
const text = metricsText(look, lag);
const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const nameOf = (line: string) => /^[a-z_]+/.exec(line)![0];
const labelsOf = (line: string) =>
  [...line.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label!, value!]);
const names = new Set(series.map(nameOf));
const valueOf = (start: string) =>
  series.find((line) => line.startsWith(`${start} `))?.split(' ')[1];

describe('/metrics', () => {
  test.each([
    ['the version', 'switchboard_build_info'],
    ['the uptime', 'process_start_time_seconds'],
    ['sockets', 'switchboard_sockets'],
    ['event-loop delay', 'switchboard_event_loop_delay_seconds'],
    ['memory', 'process_resident_memory_bytes'],
    ['who is let in', 'switchboard_handshakes_total'],
    ['clients behind', 'switchboard_sockets_behind'],
    ['delivery latency', 'switchboard_delivery_seconds_bucket'],
    ['the outbox’s lag', 'switchboard_outbox_oldest_seconds'],
    ['the stream’s lag', 'switchboard_stream_waiting'],
    ['dead letters', 'switchboard_dead_letters'],
    ['use of the pool', 'switchboard_database_connections'],
    ['Postgres’ health', 'switchboard_postgres_up'],
    ['Redis’ health', 'switchboard_redis_up'],
    ['the fan-out', 'switchboard_fanout_up'],
    ['the canary', 'switchboard_canary_up'],
  ])('tells %s', (_what, name) => {
    expect(names).toContain(name);
  });

  test('says p50 and p99 of the event loop, in seconds', () => {
    expect(valueOf('switchboard_event_loop_delay_seconds{quantile="0.5"}')).toBe('0.001');
    expect(valueOf('switchboard_event_loop_delay_seconds{quantile="0.99"}')).toBe('0.003');
  });

  test('one canary that is missed on any way counts as missed', () => {
    expect(valueOf('switchboard_canary_up{path="local"}')).toBe('1');
    expect(valueOf('switchboard_canary_up{path="remote"}')).toBe('0');
  });

  test('labels are words of ours: no id is one, and series do not grow with use', () => {
    const labels = new Set(series.flatMap((line) => labelsOf(line).map(([label]) => label)));
    expect([...labels].sort()).toEqual(
      [
        ...['event', 'group', 'kind', 'le', 'node_version', 'outcome', 'path', 'quantile'],
        ...['state', 'version'],
      ].sort(),
    );
    expect(text).not.toContain('node-b');
    const frames = series.filter((line) => nameOf(line) === 'switchboard_frames_total');
    expect(series.length - frames.length).toBeLessThan(200);
  });

  test('what is not known is left out, not told as zero', () => {
    const unknown = metricsText(
      { ...look, realtime: null, state: { ...state, redis: null, canary: null } },
      null,
    );
    for (const name of ['outbox', 'stream', 'dead_letters', 'redis', 'fanout', 'canary_up']) {
      expect(unknown).not.toContain(`switchboard_${name}`);
    }
  });
});

describe.each(['deploy/grafana/switchboard.json', 'deploy/prometheus/alerts.yml'])('%s', (file) => {
  const words = fs.readFileSync(file, 'utf8').replaceAll('\\"', '"');
  const asked = [...words.matchAll(/\b((?:switchboard|process)_[a-z_]+)\b(\{[^}]*\})?/g)];

  test('asks only for metrics that a node has', () => {
    expect(asked.length).toBeGreaterThan(10);
    expect([...new Set(asked.map(([, name]) => name!))].filter((name) => !names.has(name))).toEqual(
      [],
    );
  });

  test('asks for labels and values that they have', () => {
    const unknown = asked.flatMap(([whole, name, braces = '']) =>
      [...braces.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)].flatMap(([, label, how, value]) => {
        // Prometheus' own.
        if (label === 'instance' || label === 'job') return [];
        const has = series
          .filter((line) => nameOf(line) === name)
          .flatMap((line) => labelsOf(line).flatMap(([one, is]) => (one === label ? [is!] : [])));
        const known = how === '=~' ? has.length > 0 : has.includes(value!);
        return known ? [] : [whole];
      }),
    );
    expect(unknown).toEqual([]);
  });
});
