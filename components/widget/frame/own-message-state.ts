import type { Receipt } from '@/lib/contracts/conversations';
import type { ReceiptTicksState } from '@/components/chat/receipt-ticks';

/** How far staff have come, over everybody who answers: read by one is read. */
export function staffCursors(receipts: Readonly<Record<string, Receipt>>): {
  delivered: number;
  read: number;
} {
  let delivered = 0;
  let read = 0;
  for (const receipt of Object.values(receipts)) {
    if (receipt.participant.kind !== 'member') continue;
    delivered = Math.max(delivered, receipt.deliveredSeq);
    read = Math.max(read, receipt.readSeq);
  }
  return { delivered, read };
}

/** Ticks of an acknowledged message (RCP-1). */
export function ticksFor(
  seq: number,
  cursors: { delivered: number; read: number },
): ReceiptTicksState {
  if (seq <= cursors.read) return 'read';
  return seq <= cursors.delivered ? 'delivered' : 'sent';
}
