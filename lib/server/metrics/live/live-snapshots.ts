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

/** Filters that somebody has asked for and that no tick has computed here. */
const PASSING = 500;
/** After the last tick. */
const FORGET_AFTER_MS = 10_000;
/** Longest wait of somebody who begins to watch for a part that was never computed. */
const FIRST_MS = 2_000;

interface Kept {
  source: Pick<SnapshotOf, 'take'>;
  taken: Promise<MetricsSnapshot> | null;
  takenAt: number;
}

export class LiveSnapshots {
  /** Bounded by what is watched: `LIMITS.metricsFilters` of a workspace. */
  readonly #watched = new InUse<Kept>(FORGET_AFTER_MS);
  readonly #passing = new BoundedMap<string, Kept>(PASSING);
  readonly #visitors = new InUse<VisitorsOnline>(FORGET_AFTER_MS);

  /** @param sourceOf other than that of the product in tests */
  constructor(
    private readonly sourceOf = (workspaceId: string, filter: MetricsFilter): Kept['source'] =>
      new SnapshotOf(workspaceId, filter, () => this.#visitorsOf(workspaceId)),
  ) {}

  /** Anew, for a tick. */
  tick(workspaceId: string, filter: MetricsFilter): Promise<MetricsSnapshot> {
    const key = keyOf(workspaceId, filter);
    const kept = this.#watched.use(
      key,
      () => this.#passing.get(key) ?? this.#create(workspaceId, filter),
    );
    return take(kept);
  }

  /** For somebody who begins to watch: also one that is younger than a tick. */
  latest(workspaceId: string, filter: MetricsFilter): Promise<MetricsSnapshot> {
    const key = keyOf(workspaceId, filter);
    let kept = this.#watched.peek(key);
    if (kept === undefined) {
      kept = this.#passing.get(key) ?? this.#create(workspaceId, filter);
      this.#passing.set(key, kept);
    }
    const isOld = performance.now() - kept.takenAt >= TIMES.metricsTickMs;
    return kept.taken === null || isOld ? take(kept, FIRST_MS) : kept.taken;
  }

  #create(workspaceId: string, filter: MetricsFilter): Kept {
    return { source: this.sourceOf(workspaceId, filter), taken: null, takenAt: -Infinity };
  }

  #visitorsOf(workspaceId: string): VisitorsOnline {
    return this.#visitors.use(workspaceId, () => new VisitorsOnline(workspaceId));
  }
}

const keyOf = (workspaceId: string, filter: MetricsFilter) => `${workspaceId} ${filterKey(filter)}`;

function take(kept: Kept, firstMs?: number): Promise<MetricsSnapshot> {
  kept.takenAt = performance.now();
  kept.taken = kept.source.take(firstMs);
  return kept.taken;
}

export const liveSnapshots = () => remember('live-snapshots', () => new LiveSnapshots());
