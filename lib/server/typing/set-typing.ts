/** Says that somebody writes, to those who may know: a visitor never learns of a note (TYP-1). */
import { TIMES } from '@/lib/contracts/limits';
import { rooms } from '@/lib/contracts/rooms';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { Person } from '@/lib/contracts/people';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { emit } from '@/lib/platform/bus';
import { tellStaffTyping } from './staff-typing';
import { typingStore } from './typing-store';

/**
 * The caller has subscribed to the conversation, which is what authorises it (the edge checks that
 * the socket is in the room): no query for something that is worth nothing in six seconds.
 */
export function setTyping(actor: PersonActor, input: ParsedPayload<'typing:set'>): void {
  const participant: Person = { kind: actor.kind, id: actor.id, name: actor.name };
  const { conversationId } = input;
  const audience = actor.kind === 'contact' ? 'all' : input.audience;
  const expiresInMs = input.active ? TIMES.typingLeaseMs : 0;
  if (input.active) {
    typingStore().set(conversationId, { participant, audience }, expiresInMs);
  } else {
    typingStore().clear(conversationId, actor.id);
  }
  if (actor.kind === 'member') {
    tellStaffTyping(actor.workspaceId, conversationId, participant, expiresInMs);
  }
  const frame = { conversationId, participant, audience, expiresInMs };
  const forStaff = [rooms.conversationStaff(conversationId), rooms.inbox(actor.workspaceId)];
  emit(forStaff, 'typing:changed', frame, { volatile: true });
  if (audience === 'all') {
    emit([rooms.conversationPublic(conversationId)], 'typing:changed', frame, { volatile: true });
  }
}
