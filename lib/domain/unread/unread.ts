/**
 * RCP-1, the one formula of unread: messages by others after one's own read cursor. Counted without
 * rows: all messages, less one's own, less those by others at or below the cursor.
 */
export function unreadCount(counts: {
  /** All messages of the conversation that this reader may see. */
  messageCount: number;
  /** Those that the reader wrote. */
  ownMessageCount: number;
  /** Messages by others at or below the read cursor (`ownReceipt.readCount`). */
  readCount: number;
}): number {
  return Math.max(0, counts.messageCount - counts.ownMessageCount - counts.readCount);
}

interface Cursors {
  deliveredSeq: number;
  readSeq: number;
}

/** Cursors only move forward; reading implies delivery. */
export function mergeCursors<C extends Cursors>(known: C, incoming: C): C {
  const readSeq = Math.max(known.readSeq, incoming.readSeq);
  // What belongs to the read cursor (its count) comes from whoever has read further; on a tie from
  // the newcomer, who is the server more often than not.
  const base = incoming.readSeq >= known.readSeq ? incoming : known;
  return {
    ...base,
    readSeq,
    deliveredSeq: Math.max(known.deliveredSeq, incoming.deliveredSeq, readSeq),
  };
}
