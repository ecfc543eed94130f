/** Catch-up and history: ranges of the log in the reader's own sequence (DEL-2). */
import type { ConversationSyncData } from '@/lib/contracts/conversations';
import { AppError } from '@/lib/contracts/errors';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { fitPage } from '@/lib/domain/conversations/fit-page';
import type { ConversationRow } from './conversation-row';
import { findConversation } from './conversation-store';
import { presentEvent } from './event-row';
import { readAfter, readBefore } from './event-store';
import { headOf, scopeOf } from './log-scope';

/** Ascending events after `afterSeq`. @throws AppError `not_found`. */
export async function syncConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:sync'>,
): Promise<ConversationSyncData> {
  const audience = audienceOf(actor);
  const conversation = await requireConversation(actor, input.conversationId);
  const rows = await readAfter(
    scopeOf(actor, input.conversationId),
    input.afterSeq,
    input.limit + 1,
  );
  const fitting = fitPage(rows.slice(0, input.limit), 'first');
  const page = fitting.map((row) => presentEvent(row, audience));
  return {
    events: page,
    // The log was read after the head: a newer event may already be in it.
    headSeq: Math.max(headOf(conversation, audience), page.at(-1)?.seq ?? 0),
    hasMore: rows.length > fitting.length,
  };
}

/** The page before `beforeSeq`, ascending; `hasMore` = there is older history still. */
export async function readHistory(
  actor: PersonActor,
  input: ParsedPayload<'conversation:history'>,
): Promise<ConversationSyncData> {
  const audience = audienceOf(actor);
  const conversation = await requireConversation(actor, input.conversationId);
  const rows = await readBefore(scopeOf(actor, input.conversationId), input.beforeSeq, input.limit);
  const page = fitPage(rows, 'last').map((row) => presentEvent(row, audience));
  return {
    events: page,
    headSeq: headOf(conversation, audience),
    hasMore: (page[0]?.seq ?? 1) > 1,
  };
}

/** @throws AppError `not_found`: also for what exists but is not this actor's (nothing is told apart). */
export async function requireConversation(
  actor: PersonActor,
  conversationId: string,
): Promise<ConversationRow> {
  const scope = scopeOf(actor, conversationId);
  const row = await findConversation(scope.workspaceId, conversationId, scope.contactId);
  if (row === null) throw new AppError('not_found', { message: 'No such conversation.' });
  return row;
}
