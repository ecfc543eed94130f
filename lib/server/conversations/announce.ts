/**
 * Tells everybody who is entitled, after the commit: the event to those who have the conversation
 * open, the list row to those who have a list. Each audience gets its own frame, built from its own
 * sequence; a staff-only event causes no public frame at all (ORD-1).
 */
import { rooms } from '@/lib/contracts/rooms';
import { bus, emit } from '@/lib/platform/bus';
import type { ConversationRow } from './conversation-row';
import { presentEvent, type EventRow } from './event-row';
import { presentConversation, presentPublicConversation } from './present-conversation';

export function announce(conversation: ConversationRow, events: EventRow[]): void {
  let anyPublic = false;
  for (const event of events) {
    emit(
      [rooms.conversationStaff(conversation.id)],
      'conversation:event',
      presentEvent(event, 'staff'),
    );
    if (event.public_seq === null) continue;
    anyPublic = true;
    emit(
      [rooms.conversationPublic(conversation.id)],
      'conversation:event',
      presentEvent(event, 'public'),
    );
  }
  emit([rooms.inbox(conversation.workspace_id)], 'conversation:summarised', {
    conversation: presentConversation(conversation),
  });
  if (anyPublic) {
    emit([rooms.contact(conversation.contact_id)], 'conversation:summarised', {
      conversation: presentPublicConversation(conversation),
    });
  }
  bus().publish({ kind: 'inbox-changed', workspaceId: conversation.workspace_id });
}
