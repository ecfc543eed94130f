/**
 * The snapshots of this process, by workspace and filter. Who asks within a tick of the last answer
 * gets that one, and who asks at once is answered together: a hundred watchers cost what one does.
 */
import { TIMES } from '@/lib/contracts/limits';
import type { MetricsFilter, MetricsSnapshot } from '@/lib/contracts/metrics';
import { BoundedMap } from '@/lib/platform/bounded-map';
import { remember } from '@/lib/platform/remember';
import { SnapshotOf } from './compute-snapshot';
import { filterKey } from './filter-key';
import { InUse } from './in-use';
import { VisitorsOnline } from './visitors-online';

/** Filters whose parts are kept from one tick to the next. */
const KEPT = 500;

/** After the last question. */
const FORGET_AFTER_MS = 10_000;
/** Longest wait of somebody who begins to watch for a part that was never computed. */
const FIRST_MS = 2_000;

interface Kept {
  source: SnapshotOf;
  taken: Promise<MetricsSnapshot> | null;
  takenAt: number;
}

export class LiveSnapshots {
  readonly #kept = new BoundedMap<string, Kept>(KEPT);
  readonly #visitors = new InUse<VisitorsOnline>(FORGET_AFTER_MS);

  /** Anew, for a tick. */
  tick(workspaceId: string, filter: MetricsFilter): Promise<MetricsSnapshot> {
    return this.#take(workspaceId, filter, 0);
  }

  /** For somebody who begins to watch: also one that is younger than a tick. */
  latest(workspaceId: string, filter: MetricsFilter): Promise<MetricsSnapshot> {
    return this.#take(workspaceId, filter, TIMES.metricsTickMs, FIRST_MS);
  }

  #take(
    workspaceId: string,
    filter: MetricsFilter,
    maxAgeMs: number,
    firstMs?: number,
  ): Promise<MetricsSnapshot> {
    const key = `${workspaceId} ${filterKey(filter)}`;
    const kept = this.#kept.get(key) ?? {
      source: new SnapshotOf(workspaceId, filter, () => this.#visitorsOf(workspaceId)),
      taken: null,
      takenAt: -Infinity,
    };
    if (kept.taken === null || performance.now() - kept.takenAt >= maxAgeMs) {
      kept.takenAt = performance.now();
      kept.taken = kept.source.take(firstMs);
    }
    this.#kept.set(key, kept);
    return kept.taken;
  }

  #visitorsOf(workspaceId: string): VisitorsOnline {
    return this.#visitors.use(workspaceId, () => new VisitorsOnline(workspaceId));
  }
}

export const liveSnapshots = () => remember('live-snapshots', () => new LiveSnapshots());
