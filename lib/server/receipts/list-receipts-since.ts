import type { OwnReceipt, Receipt } from '@/lib/contracts/conversations';
import { presentOwnReceipt, presentReceipt } from './present-receipt';
import { readReceiptsSince } from './receipt-store';

export interface MovedReceipt {
  conversationId: string;
  participant: Receipt['participant'];
  staff: Receipt;
  public: Receipt;
  own: OwnReceipt;
}

/**
 * Cursors that moved within the last `seconds`, in these conversations or of these people: for a node
 * that may not have heard of them. Not for one reader: the caller tells everybody what is theirs.
 */
export async function listReceiptsSince(
  conversationIds: string[],
  participantIds: string[],
  seconds: number,
): Promise<MovedReceipt[]> {
  if (conversationIds.length + participantIds.length === 0) return [];
  const rows = await readReceiptsSince(conversationIds, participantIds, seconds);
  return rows.map((row) => {
    const staff = presentReceipt(row, 'staff');
    return {
      conversationId: row.conversation_id,
      participant: staff.participant,
      staff,
      public: presentReceipt(row, 'public'),
      own: presentOwnReceipt(row, row.participant_kind === 'contact' ? 'public' : 'staff'),
    };
  });
}
