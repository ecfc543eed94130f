import type { Audience } from '@/lib/contracts/conversation-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import type { ConversationRow } from './conversation-row';
import type { LogScope } from './event-store';

/** The part of the log that this actor may read at all. */
export function scopeOf(actor: PersonActor, conversationId: string): LogScope {
  return {
    workspaceId: actor.workspaceId,
    conversationId,
    contactId: actor.kind === 'contact' ? actor.id : null,
  };
}

export function headOf(
  row: Pick<ConversationRow, 'last_seq' | 'last_public_seq'>,
  audience: Audience,
): number {
  return audience === 'public' ? row.last_public_seq : row.last_seq;
}
