/**
 * Rows of a conversation on screen, from its items in sequence order: day separators, the unread
 * divider, bubbles grouped by author. Pure: what a day is comes from the caller, because days
 * depend on the reader's time zone.
 */
const GROUP_WITHIN_MS = 3 * 60_000;

export interface TranscriptItem {
  key: string;
  /** Bubbles of one author may share a group; notices never do. */
  kind: 'message' | 'notice';
  /** Who wrote it, and in what manner: a note never joins a reply of the same author. */
  authorKey: string;
  /** Milliseconds since the epoch, for grouping and separators only; order is the caller's. */
  atMs: number;
  /** Null while it has no place in the sequence yet (waiting to be sent). */
  seq: number | null;
  own: boolean;
}

export type TranscriptRow<Item extends TranscriptItem> =
  | { type: 'day'; key: string; atMs: number }
  | { type: 'unread'; key: 'unread' }
  | { type: 'notice'; key: string; item: Item }
  | { type: 'message'; key: string; item: Item; startsGroup: boolean; endsGroup: boolean };

export interface TranscriptOptions {
  /** Same string = same day for the reader. */
  dayKey: (atMs: number) => string;
  /** The divider stands before the first message by others after this; null = no divider. */
  unreadAfterSeq: number | null;
}

export function groupTranscript<Item extends TranscriptItem>(
  items: readonly Item[],
  options: TranscriptOptions,
): TranscriptRow<Item>[] {
  const rows: TranscriptRow<Item>[] = [];
  let day: string | null = null;
  let divided = options.unreadAfterSeq === null;
  let before: Item | null = null;

  const endGroup = () => {
    const last = rows.at(-1);
    if (last?.type === 'message') last.endsGroup = true;
  };

  for (const item of items) {
    const itemDay = options.dayKey(item.atMs);
    if (itemDay !== day) {
      endGroup();
      rows.push({ type: 'day', key: `day:${itemDay}:${item.key}`, atMs: item.atMs });
      day = itemDay;
      before = null;
    }
    if (!divided && isUnread(item, options.unreadAfterSeq)) {
      endGroup();
      rows.push({ type: 'unread', key: 'unread' });
      divided = true;
      before = null;
    }
    if (item.kind === 'notice') {
      endGroup();
      rows.push({ type: 'notice', key: item.key, item });
      before = null;
      continue;
    }
    const startsGroup = before === null || !belongTogether(before, item);
    if (startsGroup) endGroup();
    rows.push({ type: 'message', key: item.key, item, startsGroup, endsGroup: false });
    before = item;
  }
  endGroup();
  return rows;
}

function isUnread(item: TranscriptItem, afterSeq: number | null): boolean {
  return (
    item.kind === 'message' &&
    !item.own &&
    item.seq !== null &&
    afterSeq !== null &&
    item.seq > afterSeq
  );
}

/** Compared with the message just before, so that a long run of quick messages stays one group. */
function belongTogether(before: TranscriptItem, item: TranscriptItem): boolean {
  return (
    before.authorKey === item.authorKey && Math.abs(item.atMs - before.atMs) <= GROUP_WITHIN_MS
  );
}
