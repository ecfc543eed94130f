/** The nodes as they describe themselves, for admins: rows of a table that each node keeps up to date. */
import '#server-guard';
import { NODE_STALE_MS, nodeStateSchema, type ClusterView } from '@/lib/contracts/system';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { query } from '@/lib/platform/database';
import { nodeId } from '@/lib/platform/node-identity';
import { requireManager } from '../accounts/require-member';
import { countDeadLetters } from '../dead-letters/list-dead-letters';
import { readRecentLag } from './read-lag';

/** A node that ended without a word is shown for so long, then its row is of no interest. */
const SHOWN_MS = 120_000;

const NODES = {
  name: 'cluster-nodes',
  text: `SELECT id, version, roles, state,
           extract(epoch FROM clock_timestamp() - started_at)::float8 AS uptime,
           (extract(epoch FROM clock_timestamp() - state_at) * 1000)::float8 AS age
         FROM cluster_node WHERE seen_at > now() - $1 * interval '1 millisecond'
         ORDER BY started_at, id`,
};

interface NodeRow {
  id: string;
  version: string;
  roles: string[];
  state: unknown;
  uptime: number;
  age: number | null;
}

/** @throws AppError `forbidden` for agents, `unavailable`. */
export async function readCluster(actor: MemberActor): Promise<ClusterView> {
  requireManager(actor);
  const [rows, { outbox, groups }, deadLetters] = await Promise.all([
    query<NodeRow>(NODES, [SHOWN_MS]),
    readRecentLag(),
    countDeadLetters(actor),
  ]);
  return {
    asOf: new Date().toISOString(),
    answeredBy: nodeId(),
    nodes: rows.map(presentNode),
    outbox,
    groups,
    deadLetters,
  };
}

function presentNode({ id, version, roles, state, uptime, age }: NodeRow): ClusterView['nodes'][0] {
  return {
    id,
    version,
    roles,
    uptimeSeconds: Math.max(0, Math.round(uptime)),
    ageMs: age === null ? null : Math.max(0, Math.round(age)),
    stale: age === null || age > NODE_STALE_MS,
    // Of another version it may look different: then nothing is better than a half.
    state: nodeStateSchema.safeParse(state).data ?? null,
  };
}
