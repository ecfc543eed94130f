import type { ConversationListData } from '@/lib/contracts/conversations';
import { LIMITS } from '@/lib/contracts/limits';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { requireContactActor } from '@/lib/domain/conversations/authorise';
import { listByContact } from './conversation-store';
import { decodeCursor, encodeCursor } from './list-cursor';
import { presentPublicConversation } from './present-conversation';

/** A visitor's own conversations, a page at a time, newest first. */
export async function listOwnConversations(
  actor: PersonActor,
  input: { cursor?: string | undefined },
): Promise<ConversationListData> {
  requireContactActor(actor);
  const limit = LIMITS.conversationsPerPage;
  const rows = await listByContact(
    actor.workspaceId,
    actor.id,
    decodeCursor(input.cursor),
    limit + 1,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    conversations: page.map((row) => ({
      conversation: presentPublicConversation(row),
      own: {
        deliveredSeq: row.own_delivered_seq ?? 0,
        readSeq: row.own_read_seq ?? 0,
        readCount: row.own_read_count ?? 0,
      },
    })),
    nextCursor: last ? encodeCursor({ at: last.created_at.toISOString(), id: last.id }) : null,
  };
}
