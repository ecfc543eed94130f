import { expect, test } from 'vitest';
import type { ClusterNodeView, ClusterView, NodeState } from '@/lib/contracts/system';
import { troublesOf } from './troubles';

const well: NodeState = {
  process: {
    loopDelayP50Ms: 0,
    loopDelayP99Ms: 3,
    lateSeconds: 0,
    rssBytes: 1,
    heapUsedBytes: 1,
    cpuShare: 0,
  },
  realtime: null,
  delivery: { count: 0, p50Ms: null, p99Ms: null },
  pool: { open: 1, idle: 1, waiting: 0, max: 20 },
  postgres: { ok: true, ms: 1 },
  redis: { ok: true, ms: 1, fanOut: 'ok' },
  canary: { at: 1, local: { ok: true, ms: 3 }, others: [{ node: 'b', ok: true, ms: 5 }] },
};
const node = (state: NodeState | null, stale = false): ClusterNodeView => ({
  id: 'abcdef012345',
  version: '1',
  roles: ['realtime'],
  uptimeSeconds: 9,
  ageMs: 100,
  stale,
  state,
});
const cluster = (nodes: ClusterNodeView[], more: Partial<ClusterView> = {}): ClusterView => ({
  asOf: '2026-11-22T00:00:00.000Z',
  answeredBy: 'abcdef012345',
  nodes,
  outbox: { rows: 0, oldestSeconds: 0 },
  groups: [],
  deadLetters: 0,
  ...more,
});

test('all is well when nothing is wrong', () => {
  expect(troublesOf(cluster([node(well)]))).toEqual([]);
});

test('running late is a trouble when it lasts, and letting fewer in when somebody meets it', () => {
  const realtime = {
    ...{ sockets: 2, acceptedPerSecond: 0, refusedPerSecond: 0, behind: 0, slowConsumers: 0 },
    ...{ refusedFrames: 0, admissionPace: 0.25, waitingToEnter: 0 },
  };
  const late = (lateSeconds: number, refusedPerSecond: number): NodeState => ({
    ...well,
    process: { ...well.process, loopDelayP99Ms: 900, lateSeconds },
    realtime: { ...realtime, refusedPerSecond },
  });
  expect(troublesOf(cluster([node(late(8, 0))]))).toEqual([]);
  expect(troublesOf(cluster([node(late(20, 3))]))).toEqual([
    'Node abcdef runs late',
    'Node abcdef lets fewer in',
  ]);
});

test('each trouble has its words, and a silent node only one', () => {
  const cut: NodeState = {
    ...well,
    redis: { ok: false, ms: null, fanOut: 'lost' },
    canary: { at: 1, local: { ok: true, ms: 3 }, others: [{ node: 'b', ok: false, ms: null }] },
  };
  expect(
    troublesOf(cluster([node(cut), node(cut, true)], { groups: null, deadLetters: 1 })),
  ).toEqual([
    'Node abcdef does not reach Redis',
    'Node abcdef does not hear the others',
    'Node abcdef got no canary back from another node',
    'Node abcdef is silent',
    'The stream does not answer',
    '1 effect was given up',
  ]);
});
