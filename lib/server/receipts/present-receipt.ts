import type { Audience } from '@/lib/contracts/conversation-events';
import type { OwnReceipt, Receipt } from '@/lib/contracts/conversations';
import type { ReceiptRow } from './receipt-store';

/** Cursors in the reader's sequence: a visitor never learns how far staff have read in private. */
export function presentReceipt(row: ReceiptRow, audience: Audience): Receipt {
  return {
    participant: {
      kind: row.participant_kind,
      id: row.participant_id,
      name: row.participant_name,
    },
    deliveredSeq: audience === 'public' ? row.delivered_public_seq : row.delivered_seq,
    readSeq: audience === 'public' ? row.read_public_seq : row.read_seq,
  };
}

export function presentOwnReceipt(row: ReceiptRow | null, audience: Audience): OwnReceipt {
  if (row === null) return { deliveredSeq: 0, readSeq: 0, readCount: 0 };
  return {
    deliveredSeq: audience === 'public' ? row.delivered_public_seq : row.delivered_seq,
    readSeq: audience === 'public' ? row.read_public_seq : row.read_seq,
    readCount: row.read_count,
  };
}
