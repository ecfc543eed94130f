/**
 * Which conversations each inbox view shows, in which order, kept up to date row by row: a change
 * costs one binary search and one copy of an id array, at 10,000 rows some microseconds. Only as far
 * down as was loaded (`horizon`): below it unknown rows may lie between known ones.
 */
import type { ConversationView } from '@/lib/contracts/conversations';
import type { InboxView } from '@/lib/contracts/inbox';

export const INBOX_VIEWS = ['mine', 'unassigned', 'open', 'snoozed', 'resolved'] as const;

interface Key {
  /** ISO 8601 in UTC with milliseconds, so that text order is time order. */
  at: string;
  id: string;
}
interface Placed extends Key {
  views: readonly InboxView[];
}
/** `all` = complete; null = nothing loaded. */
export type Horizon = Key | 'all' | null;

/** Newest activity first, ties by id downwards: the server's order. */
function before(a: Key, b: Key): boolean {
  return a.at === b.at ? a.id > b.id : a.at > b.at;
}

export function viewsOf(conversation: ConversationView, selfId: string): readonly InboxView[] {
  if (conversation.status === 'snoozed') return ['snoozed'];
  if (conversation.status === 'resolved') return ['resolved'];
  if (conversation.assignee === null) return ['open', 'unassigned'];
  return conversation.assignee.id === selfId ? ['open', 'mine'] : ['open'];
}

export class ViewLists {
  readonly ids: Record<InboxView, readonly string[]>;
  private readonly horizons: Record<InboxView, Horizon>;
  private readonly placed = new Map<string, Placed>();

  constructor(private readonly selfId: string) {
    this.ids = { mine: [], unassigned: [], open: [], snoozed: [], resolved: [] };
    this.horizons = { mine: null, unassigned: null, open: null, snoozed: null, resolved: null };
  }

  /** @returns whether any list changed */
  place(conversation: ConversationView): boolean {
    const { id } = conversation;
    const old = this.placed.get(id);
    const views = viewsOf(conversation, this.selfId);
    const next: Placed = { at: conversation.lastMessageAt, id, views };
    if (old && old.at === next.at && old.views.join() === views.join()) return false;
    this.placed.set(id, next);
    let changed = false;
    for (const view of INBOX_VIEWS) {
      const was = old !== undefined && old.views.includes(view) && this.isWithin(view, old);
      const is = views.includes(view) && this.isWithin(view, next);
      if (!was && !is) continue;
      if (was && is && old.at === next.at) continue;
      const list = this.ids[view].slice();
      if (was) list.splice(this.find(list, old), 1);
      if (is) list.splice(this.find(list, next), 0, id);
      this.ids[view] = list;
      changed = true;
    }
    return changed;
  }

  remove(id: string): boolean {
    const old = this.placed.get(id);
    if (!old) return false;
    for (const view of old.views) {
      if (this.isWithin(view, old)) this.ids[view] = this.ids[view].filter((one) => one !== id);
    }
    this.placed.delete(id);
    return true;
  }

  /** How far down a view is loaded. Rebuilds it from what is known: once per page, not per event. */
  setHorizon(view: InboxView, horizon: Horizon): void {
    this.horizons[view] = horizon;
    const keys = [...this.placed.values()].filter(
      (key) => key.views.includes(view) && this.isWithin(view, key),
    );
    keys.sort((a, b) => (before(a, b) ? -1 : 1));
    this.ids[view] = keys.map((key) => key.id);
  }

  /** Ends a list after so many rows. @returns whether it was longer */
  cut(view: InboxView, length: number): boolean {
    const last = this.ids[view][length - 1];
    if (last === undefined || this.ids[view].length === length) return false;
    this.setHorizon(view, this.placed.get(last)!);
    return true;
  }

  /** Whether any view shows it, as far as it is loaded. */
  shows(id: string): boolean {
    const key = this.placed.get(id);
    return key !== undefined && key.views.some((view) => this.isWithin(view, key));
  }

  horizon(view: InboxView): Horizon {
    return this.horizons[view];
  }

  isMine(id: string): boolean {
    return this.placed.get(id)?.views.includes('mine') ?? false;
  }

  /** Whether `a` reaches at least as far down as `b`. */
  static reaches(a: Horizon, b: Horizon): boolean {
    if (a === 'all' || b === null) return true;
    if (a === null || b === 'all') return false;
    return !before(a, b);
  }

  private isWithin(view: InboxView, key: Key): boolean {
    const horizon = this.horizons[view];
    if (horizon === null || horizon === 'all') return horizon === 'all';
    return !before(horizon, key);
  }

  /** Where the key is, or would be. */
  private find(list: readonly string[], key: Key): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.keyIn(list[middle]!, key);
      if (other.id !== key.id && before(other, key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** While a row moves, its entry in the list still stands at its old key. */
  private keyIn(id: string, moving: Key): Key {
    return id === moving.id ? moving : this.placed.get(id)!;
  }
}
