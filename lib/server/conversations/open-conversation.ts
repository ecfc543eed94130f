/**
 * What somebody needs who opens a conversation or comes back to it: one path for start-up, reload
 * and reconnect (DEL-2). The caller has already joined the live room, so nothing that commits while
 * this is read can fall between.
 */
import type { ConversationSubscribeData } from '@/lib/contracts/conversations';
import { LIMITS } from '@/lib/contracts/limits';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { fitPage } from '@/lib/domain/conversations/fit-page';
import { decideReplay } from '@/lib/domain/conversations/replay';
import { viewContact } from '../contacts/read-contact';
import { listStaffOnDuty } from '../presence/list-staff-on-duty';
import { listViewers } from '../presence/list-viewers';
import { listReceipts } from '../receipts/list-receipts';
import { listTyping } from '../typing/list-typing';
import type { ConversationRow } from './conversation-row';
import { presentEvent, type EventRow } from './event-row';
import { readAfter, readBefore, type LogScope } from './event-store';
import { headOf, scopeOf } from './log-scope';
import { presentConversation, presentPublicConversation } from './present-conversation';
import { requireConversation } from './read-log';

/** @throws AppError `not_found`. */
export async function openConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:subscribe'>,
): Promise<ConversationSubscribeData> {
  const audience = audienceOf(actor);
  const conversation = await requireConversation(actor, input.conversationId);
  const [replay, cursors, typing, around] = await Promise.all([
    readReplay(scopeOf(actor, conversation.id), input.afterSeq, headOf(conversation, audience)),
    listReceipts(actor, conversation.id),
    listTyping(actor, conversation.id),
    readAround(actor, conversation),
  ]);
  const events = replay.rows.map((row) => presentEvent(row, audience));
  return {
    conversation:
      audience === 'public'
        ? presentPublicConversation(conversation)
        : presentConversation(conversation),
    events,
    headSeq: Math.max(headOf(conversation, audience), events.at(-1)?.seq ?? 0),
    hasMore: replay.hasMore,
    reset: replay.reset,
    ...cursors,
    typing,
    ...around,
  };
}

async function readReplay(
  scope: LogScope,
  afterSeq: number,
  headSeq: number,
): Promise<{ rows: EventRow[]; hasMore: boolean; reset: boolean }> {
  const limit = LIMITS.eventsPerPage;
  const replay = decideReplay(afterSeq, headSeq);
  if (replay === 'newest-page' || replay === 'reset') {
    // Above anything that exists: what commits while we read belongs to the newest page, too.
    const rows = await readBefore(scope, 2_147_483_647, limit);
    return { rows: fitPage(rows, 'last'), hasMore: false, reset: replay === 'reset' };
  }
  const rows = await readAfter(scope, afterSeq, limit + 1);
  const page = fitPage(rows.slice(0, limit), 'first');
  return { rows: page, hasMore: rows.length > page.length, reset: false };
}

async function readAround(
  actor: PersonActor,
  conversation: ConversationRow,
): Promise<Pick<ConversationSubscribeData, 'presence' | 'contact'>> {
  if (actor.kind === 'contact') {
    return { presence: { staff: await listStaffOnDuty(actor.workspaceId) } };
  }
  const [contact, viewers] = await Promise.all([
    viewContact(actor, conversation.contact_id),
    listViewers(conversation.id),
  ]);
  return {
    contact,
    presence: {
      contactConnected: contact.connected,
      viewers: viewers.filter((viewer) => viewer.id !== actor.id),
    },
  };
}
