/**
 * What the person did and the server has not answered yet, laid over the rows in the order of doing.
 * A stroke over everything reaches as far as its version, and nothing that is snoozed: what is newer
 * shows as it is.
 */
import type { NotificationChange, NotificationView } from '@/lib/contracts/notifications';
import { applyChange, isAsleep } from './notification-rows';

interface Overlay {
  /** null = every row up to a version. */
  ids: ReadonlySet<string> | null;
  upToVersion: number | null;
  change: NotificationChange;
  at: string;
}

export class Overlays {
  private readonly laid = new Set<Overlay>();
  /** The same object for the same row as long as nothing is laid or taken off. */
  private drawn = new WeakMap<NotificationView, NotificationView>();

  /** @returns takes it off again */
  lay(
    ids: ReadonlySet<string> | null,
    upToVersion: number | null,
    change: NotificationChange,
    at: string,
  ): () => void {
    const overlay = { ids, upToVersion, change, at };
    this.laid.add(overlay);
    this.drawn = new WeakMap();
    return () => {
      this.laid.delete(overlay);
      this.drawn = new WeakMap();
    };
  }

  apply(row: NotificationView): NotificationView {
    if (this.laid.size === 0) return row;
    const known = this.drawn.get(row);
    if (known) return known;
    let changed = row;
    for (const { ids, upToVersion, change, at } of this.laid) {
      const reaches =
        ids === null
          ? row.version <= (upToVersion ?? 0) && !isAsleep(changed, at)
          : ids.has(row.id);
      if (reaches) changed = applyChange(changed, change, at);
    }
    // Most are reached by none; to remember each of ten thousand of them costs more than to look again.
    if (changed !== row) this.drawn.set(row, changed);
    return changed;
  }
}
