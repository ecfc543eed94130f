import type { Audience, ConversationEventType } from '@/lib/contracts/conversation-events';
import { PUBLIC_EVENT_TYPES } from '@/lib/contracts/conversation-events';
import type { Actor } from '@/lib/domain/actors/actor';

/** Staff follow everything; a visitor follows the public sequence only (ORD-1). */
export function audienceOf(actor: Actor): Audience {
  return actor.kind === 'contact' ? 'public' : 'staff';
}

/** Whether the visitor may see an event of this type (`kind` for messages). */
export function isPublic(type: ConversationEventType, kind?: 'text' | 'note'): boolean {
  return PUBLIC_EVENT_TYPES.has(type) && kind !== 'note';
}
