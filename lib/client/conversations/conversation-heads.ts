/**
 * What is known of each conversation apart from its log: the view (one list row), one's own cursors,
 * and the unread number from both (RCP-1). Summaries, events, answers and receipts of other devices
 * all end here; threads, inbox rows and the visitor's list read from here, so they cannot disagree.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type {
  AnyConversationView,
  ConversationView,
  OwnReceipt,
} from '@/lib/contracts/conversations';
import { mergeCursors, unreadCount } from '@/lib/domain/unread/unread';

export interface Head {
  view: AnyConversationView | null;
  own: OwnReceipt;
  /** Whether `own` came from the server: without it an unread number is only a guess. */
  ownKnown: boolean;
  unread: number;
}

/** One of the two of lib/domain/conversations/fold.ts: a client carries its own audience's only. */
export type Fold = (
  view: AnyConversationView,
  event: ConversationEvent,
  selfId: string,
) => AnyConversationView;

const NOTHING_READ: OwnReceipt = { deliveredSeq: 0, readSeq: 0, readCount: 0 };
export const EMPTY_HEAD: Head = { view: null, own: NOTHING_READ, ownKnown: false, unread: 0 };

interface Record_ {
  base: AnyConversationView | null;
  own: OwnReceipt;
  ownKnown: boolean;
  patches: Partial<ConversationView>[];
  head: Head;
}

export class ConversationHeads {
  /** The longest unchanged first. */
  private readonly records = new Map<string, Record_>();
  private readonly keepers: ((id: string) => boolean)[] = [];
  private readonly listeners: ((id: string, head: Head, before: Head) => void)[] = [];

  constructor(
    private readonly selfId: string,
    private readonly fold: Fold,
  ) {}

  get(id: string): Head {
    return this.records.get(id)?.head ?? EMPTY_HEAD;
  }

  get size(): number {
    return this.records.size;
  }

  listen(listener: (id: string, head: Head, before: Head) => void): void {
    this.listeners.push(listener);
  }

  /** Older versions are ignored; the same one again may carry a corrected name. */
  mergeView(view: AnyConversationView): void {
    const record = this.record(view.id);
    if (record.base !== null && view.version < record.base.version) return;
    record.base = view;
    this.publish(view.id, record);
  }

  /** Folds events in; those that the view has already are skipped by version. */
  applyEvents(id: string, events: readonly ConversationEvent[]): void {
    const record = this.record(id);
    if (record.base === null) return;
    for (const event of events) {
      // Dense from the view on, or the view comes from a later moment than these events.
      if (event.seq !== record.base.version + 1) continue;
      record.base = this.fold(record.base, event, this.selfId);
    }
    this.publish(id, record);
  }

  mergeOwn(id: string, own: OwnReceipt, known = true): void {
    const record = this.record(id);
    record.own = mergeCursors(record.own, own);
    record.ownKnown ||= known;
    this.publish(id, record);
  }

  /** Shows a change before the server has answered; call the answer to take it back. */
  patch(id: string, patch: Partial<ConversationView>): () => void {
    const record = this.record(id);
    record.patches.push(patch);
    this.publish(id, record);
    return () => {
      record.patches = record.patches.filter((one) => one !== patch);
      if (this.records.get(id) === record) this.publish(id, record);
    };
  }

  /** What `keeper` says yes to is not evicted. */
  keep(keeper: (id: string) => boolean): void {
    this.keepers.push(keeper);
  }

  /** LIM-1: forgets the longest unchanged until `kept` are left; their views become null. */
  evict(kept: number): void {
    for (const [id, record] of this.records) {
      if (this.records.size <= kept) return;
      if (record.patches.length > 0 || this.keepers.some((keeper) => keeper(id))) continue;
      this.records.delete(id);
      this.forget(id, record);
    }
  }

  /** A new epoch: versions and cursors of the old one mean nothing. */
  forgetAll(): void {
    for (const [id, record] of [...this.records]) this.forget(id, record);
  }

  /** Messages by the reader, as the view counts them. */
  ownMessageCount(view: AnyConversationView): number {
    return 'ownMessageCount' in view
      ? view.ownMessageCount
      : (view.messageCountBy[this.selfId] ?? 0);
  }

  private record(id: string): Record_ {
    let record = this.records.get(id);
    if (!record) {
      record = { base: null, own: NOTHING_READ, ownKnown: false, patches: [], head: EMPTY_HEAD };
      this.records.set(id, record);
    }
    return record;
  }

  private forget(id: string, record: Record_): void {
    record.base = null;
    record.own = NOTHING_READ;
    record.ownKnown = false;
    this.publish(id, record);
  }

  private publish(id: string, record: Record_): void {
    const before = record.head;
    const view: AnyConversationView | null =
      record.base !== null && record.patches.length > 0
        ? (Object.assign({}, record.base, ...record.patches) as AnyConversationView)
        : record.base;
    const unread =
      view === null
        ? 0
        : unreadCount({
            messageCount: view.messageCount,
            ownMessageCount: this.ownMessageCount(view),
            readCount: record.own.readCount,
          });
    if (
      view === before.view &&
      record.own === before.own &&
      unread === before.unread &&
      record.ownKnown === before.ownKnown
    ) {
      return;
    }
    // Changed last, so behind the others; unless it was just let go.
    if (this.records.delete(id)) this.records.set(id, record);
    record.head = { view, own: record.own, ownKnown: record.ownKnown, unread };
    for (const listener of this.listeners) listener(id, record.head, before);
  }
}
