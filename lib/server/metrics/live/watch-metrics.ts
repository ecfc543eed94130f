/** The live dashboard: who may watch, the first snapshot, and the ticks after it. */
import { AppError } from '@/lib/contracts/errors';
import type { MetricsFilter, MetricsSnapshot } from '@/lib/contracts/metrics';
import { rooms } from '@/lib/contracts/rooms';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { emit } from '@/lib/platform/bus';
import { requireManager } from '../../accounts/require-member';
import { filterKey, filterOfKey, normalise } from './filter-key';
import { liveSnapshots } from './live-snapshots';
import { isKnown } from './live-store';
import { admitFilter, takeTurn } from './watch-lease';

export interface MetricsWatch {
  workspaceId: string;
  /** Names the room. */
  key: string;
  filter: MetricsFilter;
}

/**
 * @param watched keys of the filters that are watched on this node in a workspace
 * @throws AppError `forbidden`, `not_found`, `rate_limited` (too many filters at once)
 */
export async function beginWatch(
  actor: PersonActor,
  input: ParsedPayload<'metrics:subscribe'>,
  watched: (workspaceId: string) => readonly string[],
): Promise<MetricsWatch> {
  requireManager(actor);
  const { workspaceId } = actor;
  const filter = normalise(input);
  const { siteId, memberId } = filter;
  if (siteId !== null || memberId !== null) {
    const known = await isKnown({ workspaceId, siteId, memberId });
    if (!known) throw new AppError('not_found', { message: 'There is no such site or member.' });
  }
  const key = filterKey(filter);
  if (!(await admitFilter(workspaceId, key, watched(workspaceId)))) {
    throw new AppError('rate_limited', {
      message: 'Too many different filters are being watched.',
      retryAfterMs: 5_000,
    });
  }
  return { workspaceId, key, filter };
}

/** What a watcher starts with; shared by all who start at once. */
export function readSnapshot({ workspaceId, filter }: MetricsWatch): Promise<MetricsSnapshot> {
  return liveSnapshots().latest(workspaceId, filter);
}

/** One tick of a workspace, if it is this node's turn: one snapshot per filter, to all nodes. */
export async function tickMetrics(workspaceId: string, watchedHere: string[]): Promise<void> {
  const keys = await takeTurn(workspaceId, watchedHere);
  await Promise.all(
    keys.map(async (key) => {
      const filter = filterOfKey(key);
      if (filter === null) return;
      const snapshot = await liveSnapshots().tick(workspaceId, filter);
      emit([rooms.metrics(workspaceId, key)], 'metrics:ticked', snapshot, { volatile: true });
    }),
  );
}
