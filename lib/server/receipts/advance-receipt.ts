/** Moves one's own cursors forward and tells the others what became visible to them (RCP-1). */
import type { OwnReceipt } from '@/lib/contracts/conversations';
import { AppError } from '@/lib/contracts/errors';
import { rooms } from '@/lib/contracts/rooms';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { emit } from '@/lib/platform/bus';
import { logger } from '@/lib/platform/logger';
import { readWithConversation } from '../notifications/read-with-conversation';
import { presentOwnReceipt, presentReceipt } from './present-receipt';
import { advanceReceipt as advance, type AdvancedRow } from './receipt-store';

/** Numbers above what exists are clamped; smaller ones change nothing. @throws AppError `not_found`. */
export async function advanceReceipt(
  actor: PersonActor,
  input: ParsedPayload<'receipt:advance'>,
): Promise<{ receipt: OwnReceipt }> {
  const advanced = await advance({
    workspaceId: actor.workspaceId,
    conversationId: input.conversationId,
    participantKind: actor.kind,
    participantId: actor.id,
    deliveredSeq: input.deliveredSeq ?? 0,
    readSeq: input.readSeq ?? 0,
  });
  if (advanced === null) throw new AppError('not_found', { message: 'No such conversation.' });
  const row = { ...advanced, participant_name: actor.name };
  if (moved(row)) tell(actor, row);
  if (row.read_seq > row.before_read_seq) readNotifications(actor, row);
  return { receipt: presentOwnReceipt(row, audienceOf(actor)) };
}

/** Beside the answer, not before it: what it misses, the next notification or read repairs. */
function readNotifications(actor: PersonActor, row: AdvancedRow): void {
  readWithConversation(actor, row.conversation_id, row.read_seq).catch((error: unknown) => {
    logger('notifications').warn({ err: error }, 'notifications could not be marked as read');
  });
}

function moved(row: AdvancedRow): boolean {
  return row.delivered_seq > row.before_delivered_seq || row.read_seq > row.before_read_seq;
}

function movedInPublic(row: AdvancedRow): boolean {
  return (
    row.delivered_public_seq > row.before_delivered_public_seq ||
    row.read_public_seq > row.before_read_public_seq
  );
}

function tell(actor: PersonActor, row: AdvancedRow): void {
  const conversationId = row.conversation_id;
  emit([rooms.conversationStaff(conversationId)], 'receipt:advanced', {
    conversationId,
    ...presentReceipt(row, 'staff'),
  });
  if (movedInPublic(row)) {
    emit([rooms.conversationPublic(conversationId)], 'receipt:advanced', {
      conversationId,
      ...presentReceipt(row, 'public'),
    });
  }
  const audience = audienceOf(actor);
  const own = actor.kind === 'contact' ? rooms.contact(actor.id) : rooms.member(actor.id);
  emit([own], 'receipt:advanced', {
    conversationId,
    ...presentReceipt(row, audience),
    own: presentOwnReceipt(row, audience),
  });
}
