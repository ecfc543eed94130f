/**
 * The nodes of the installation as Postgres has heard of them: the second opinion on whether one is
 * dead, and what an operator sees. All times by the clock of Postgres.
 */
import { TIMES } from '@/lib/contracts/limits';
import type { NodeState } from '@/lib/contracts/system';
import { query } from './database';
import { remember } from './remember';

const REPORT = {
  name: 'cluster-node-report',
  text: `INSERT INTO cluster_node (id, version, roles, started_at, seen_at)
         VALUES ($1, $2, $3, now() - $4 * interval '1 millisecond', now())
         ON CONFLICT (id) DO UPDATE SET seen_at = now()
         RETURNING (SELECT count(*)::int FROM cluster_node WHERE id <> $1
                    AND seen_at > now() - $5 * interval '1 millisecond') AS others`,
};

const HEARD_OF = {
  name: 'cluster-node-heard-of',
  text: `SELECT id FROM cluster_node
         WHERE id = ANY($1) AND seen_at > now() - $2 * interval '1 millisecond'`,
};

const SAY = {
  name: 'cluster-node-say',
  text: `UPDATE cluster_node SET state = $2::jsonb, state_at = clock_timestamp() WHERE id = $1`,
};

/** A commit of its own, and who else sends canaries, so should hear of this one. */
const CANARY = {
  name: 'cluster-node-canary',
  text: `UPDATE cluster_node SET canary = canary + 1 WHERE id = $1
         RETURNING canary AS n, ARRAY(
           SELECT id FROM cluster_node
           WHERE id <> $1 AND canary > 0 AND seen_at > now() - $2 * interval '1 millisecond'
           ORDER BY id) AS others`,
};

const FORGET = { name: 'cluster-node-forget', text: `DELETE FROM cluster_node WHERE id = $1` };

const FORGET_OLD = {
  name: 'cluster-node-forget-old',
  text: `DELETE FROM cluster_node WHERE seen_at < now() - $1 * interval '1 millisecond'`,
};

export interface NodeReport {
  nodeId: string;
  version: string;
  roles: string[];
}

const known = () => remember('known-nodes', () => ({ others: 0 }));

/** How many nodes live, this one included, as of the last report that Postgres took. */
export const knownNodes = (): number => known().others + 1;

/** Says that this node lives, and learns how many others do. @throws AppError `unavailable`. */
export async function reportNode({ nodeId, version, roles }: NodeReport): Promise<void> {
  const uptimeMs = Math.round(process.uptime() * 1000);
  const values = [nodeId, version, roles, uptimeMs, TIMES.nodeSilentMs];
  const [row] = await query<{ others: number }>(REPORT, values);
  known().others = row?.others ?? 0;
}

/** Those of `nodeIds` that have reported within `withinMs`. @throws AppError `unavailable`. */
export async function nodesHeardOf(
  nodeIds: string[],
  withinMs: number = TIMES.nodeSilentMs,
): Promise<string[]> {
  const rows = await query<{ id: string }>(HEARD_OF, [nodeIds, withinMs]);
  return rows.map(({ id }) => id);
}

/** Keeps what a node says of itself. @throws AppError `unavailable`. */
export async function saveNodeState(nodeId: string, state: NodeState): Promise<void> {
  await query(SAY, [nodeId, JSON.stringify(state)]);
}

/** Its number, and the others that take part; null while this node is not known. */
export async function commitCanary(
  nodeId: string,
): Promise<{ n: number; others: string[] } | null> {
  const rows = await query<{ n: number; others: string[] }>(CANARY, [nodeId, TIMES.nodeSilentMs]);
  return rows[0] ?? null;
}

export async function forgetNode(nodeId: string): Promise<void> {
  await query(FORGET, [nodeId]);
}

export async function forgetOldNodes(): Promise<void> {
  await query(FORGET_OLD, [TIMES.nodeForgottenMs]);
}
