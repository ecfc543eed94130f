/** What an operator should look at, in words; nothing when all is well. */
import type { ClusterNodeView, ClusterView, NodeState } from '@/lib/contracts/system';

/** A moment's work, such as a start or a first seed, is no trouble. */
const LATE_FOR_SECONDS = 15;
const OLD_OUTBOX_SECONDS = 30;

export const runsLate = ({ process }: NodeState): boolean =>
  process.lateSeconds >= LATE_FOR_SECONDS;

/** A slower pace that nobody meets is none either. */
export const letsFewerIn = ({ realtime }: NodeState): boolean =>
  realtime !== null &&
  realtime.admissionPace < 1 &&
  (realtime.refusedPerSecond > 0 || realtime.waitingToEnter > 0);

export const shortId = (id: string): string => id.slice(0, 6);

export function troublesOf({ nodes, outbox, groups, deadLetters }: ClusterView): string[] {
  return [
    ...nodes.flatMap((node) => ofNode(node).map((words) => `Node ${shortId(node.id)} ${words}`)),
    ...(groups === null ? ['The stream does not answer'] : []),
    ...(outbox.oldestSeconds > OLD_OUTBOX_SECONDS
      ? [`Side effects are ${Math.round(outbox.oldestSeconds)} s behind`]
      : []),
    ...(deadLetters > 0
      ? [deadLetters === 1 ? '1 effect was given up' : `${deadLetters} effects were given up`]
      : []),
  ];
}

function ofNode({ stale, state }: ClusterNodeView): string[] {
  if (stale || state === null) return ['is silent'];
  const { canary, redis, postgres, pool } = state;
  const missed = canary?.others.filter(({ ok }) => !ok).length ?? 0;
  return [
    ...(postgres.ok ? [] : ['does not reach Postgres']),
    ...(redis && !redis.ok ? ['does not reach Redis'] : []),
    ...(redis?.fanOut === 'lost' ? ['does not hear the others'] : []),
    ...(canary && !canary.local.ok ? ['lost its own canary'] : []),
    ...(missed > 0 ? ['got no canary back from another node'] : []),
    ...(runsLate(state) ? ['runs late'] : []),
    ...(pool.waiting > 0 ? ['waits for database connections'] : []),
    ...(letsFewerIn(state) ? ['lets fewer in'] : []),
  ];
}
