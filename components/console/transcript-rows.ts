/**
 * Rows of the console's thread. Day separators and the unread divider ride on the row they stand
 * above: a row's key is its message's own, so that a page of history put on top never changes a
 * key that the reader is looking at (the scroll anchor hangs on it).
 */
import type { PendingMessage } from '@/lib/client/switchboard-client';
import { rowKey } from '@/lib/client/switchboard-client';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { groupTranscript, type TranscriptItem } from '@/lib/domain/transcript/group-transcript';
import { dayKey } from './time-words';

export interface ThreadItem extends TranscriptItem {
  event: ConversationEvent | null;
  pending: PendingMessage | null;
}

export interface ThreadRow {
  key: string;
  item: ThreadItem;
  /** Stands above the row. */
  dayMs: number | null;
  unread: boolean;
  startsGroup: boolean;
  endsGroup: boolean;
}

const known = new WeakMap<ConversationEvent, ThreadItem>();

function itemOfEvent(event: ConversationEvent, selfId: string): ThreadItem {
  const before = known.get(event);
  if (before !== undefined) return before;
  const kind = event.type === 'message:sent' ? event.payload.kind : '';
  const item: ThreadItem = {
    key: rowKey(event),
    kind: event.type === 'message:sent' ? 'message' : 'notice',
    authorKey: `${event.actor.kind}:${event.actor.id ?? ''}:${kind}`,
    atMs: Date.parse(event.at),
    seq: event.seq,
    own: event.actor.kind === 'member' && event.actor.id === selfId,
    event,
    pending: null,
  };
  known.set(event, item);
  return item;
}

const itemOfPending = (pending: PendingMessage, selfId: string): ThreadItem => ({
  key: rowKey(pending),
  kind: 'message',
  authorKey: `member:${selfId}:${pending.kind}`,
  atMs: pending.createdAt,
  seq: null,
  own: true,
  event: null,
  pending,
});

export interface ThreadRowsInput {
  events: readonly ConversationEvent[];
  pending: readonly PendingMessage[];
  selfId: string;
  /** The divider stands before the first message by others after this; null = none. */
  unreadAfterSeq: number | null;
}

/** Refused messages are not rows: the panel above the composer deals with them. */
export function threadRows(input: ThreadRowsInput): ThreadRow[] {
  return group(itemsFrom(input, 0), input.unreadAfterSeq);
}

/**
 * The same answer as `threadRows`, remembered: when events were only added at the end, everything
 * before the last group is taken over, so that a message in a thread of 50,000 costs a few rows.
 */
export function createThreadRows(): (input: ThreadRowsInput) => ThreadRow[] {
  let before: { input: ThreadRowsInput; rows: ThreadRow[] } | null = null;
  return (input) => {
    const kept = before === null ? 0 : keptRows(before.input, before.rows, input);
    const settled = before === null ? [] : before.rows.slice(0, kept);
    const divided = settled.some((row) => row.unread);
    const tail = group(itemsFrom(input, kept), divided ? null : input.unreadAfterSeq);
    const [last, first] = [settled.at(-1), tail[0]];
    if (last && first && dayKey(last.item.atMs) === dayKey(first.item.atMs)) {
      tail[0] = { ...first, dayMs: null };
    }
    const rows = settled.concat(tail);
    before = { input, rows };
    return rows;
  };
}

/** How many rows of the old answer stand in the new one as they are: up to the last group's start. */
function keptRows(old: ThreadRowsInput, rows: ThreadRow[], next: ThreadRowsInput): number {
  const held = old.events.length;
  const grown =
    held > 0 &&
    held <= next.events.length &&
    old.events[0] === next.events[0] &&
    old.events[held - 1] === next.events[held - 1] &&
    old.selfId === next.selfId &&
    old.unreadAfterSeq === next.unreadAfterSeq;
  if (!grown) return 0;
  let cut = held - 1;
  while (cut > 0 && rows[cut]?.startsGroup !== true) cut -= 1;
  return cut;
}

function itemsFrom({ events, pending, selfId }: ThreadRowsInput, from: number): ThreadItem[] {
  const items: ThreadItem[] = [];
  for (let at = from; at < events.length; at += 1) {
    const event = events[at];
    if (event !== undefined) items.push(itemOfEvent(event, selfId));
  }
  for (const message of pending) {
    if (message.state !== 'refused') items.push(itemOfPending(message, selfId));
  }
  return items;
}

/** One row for each item, in order. */
function group(items: readonly ThreadItem[], unreadAfterSeq: number | null): ThreadRow[] {
  const rows: ThreadRow[] = [];
  let dayMs: number | null = null;
  let unread = false;
  for (const row of groupTranscript(items, { dayKey, unreadAfterSeq })) {
    if (row.type === 'day') dayMs = row.atMs;
    else if (row.type === 'unread') unread = true;
    else {
      const { startsGroup, endsGroup } =
        row.type === 'message' ? row : { startsGroup: true, endsGroup: true };
      rows.push({ key: row.key, item: row.item, dayMs, unread, startsGroup, endsGroup });
      dayMs = null;
      unread = false;
    }
  }
  return rows;
}
