import type { OwnReceipt, Receipt } from '@/lib/contracts/conversations';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { presentOwnReceipt, presentReceipt } from './present-receipt';
import { readReceipts } from './receipt-store';

/** Everybody's cursors in the reader's sequence, and one's own with its count. The caller authorised. */
export async function listReceipts(
  actor: PersonActor,
  conversationId: string,
): Promise<{ receipts: Receipt[]; own: OwnReceipt }> {
  const audience = audienceOf(actor);
  const rows = await readReceipts(conversationId, actor.id);
  const own = rows.find((row) => row.participant_id === actor.id) ?? null;
  return {
    receipts: rows.map((row) => presentReceipt(row, audience)),
    own: presentOwnReceipt(own, audience),
  };
}
