/**
 * The state of a conversation is the fold of its events. The server keeps the same columns ready in
 * one statement per event; «apply events equals fetch afresh» is a test for every event type, so
 * the two can never drift apart unseen.
 */
import type { ConversationEvent, MessageEvent } from '@/lib/contracts/conversation-events';
import type {
  ConversationView,
  MessagePreview,
  PublicConversationView,
} from '@/lib/contracts/conversations';
import { previewOf } from './preview';
import { ratingAfter, ratingOfThePast } from './rating';

/** What staff see after `event`. Events at or below `view.version` change nothing. */
export function applyToConversation(
  view: ConversationView,
  event: ConversationEvent,
): ConversationView {
  if (event.seq <= view.version) return view;
  return { ...view, ...changeBy(view, event), version: event.seq };
}

/** What the visitor sees after `event`; `contactId` tells own messages from the desk's. */
export function applyToPublicConversation(
  view: PublicConversationView,
  event: ConversationEvent,
  contactId: string,
): PublicConversationView {
  if (event.seq <= view.version) return view;
  const next = { ...view, version: event.seq };
  if (event.type === 'conversation:resolved') return { ...next, status: 'resolved' };
  if (event.type === 'conversation:reopened') {
    return { ...next, status: 'open', rating: ratingOfThePast(view.rating) };
  }
  if (event.type === 'conversation:rated') {
    return { ...next, rating: ratingAfter(view.rating, event.payload, event.at) };
  }
  if (event.type !== 'message:sent') return next;
  const own = event.actor.id === contactId ? 1 : 0;
  return {
    ...next,
    messageCount: view.messageCount + 1,
    ownMessageCount: view.ownMessageCount + own,
    lastMessage: previewEvent(event),
    lastMessageAt: event.at,
  };
}

function changeBy(view: ConversationView, event: ConversationEvent): Partial<ConversationView> {
  switch (event.type) {
    case 'message:sent':
      return changeByMessage(view, event);
    case 'conversation:assigned':
      return { assignee: event.payload.assignee };
    case 'conversation:resolved':
      return { status: 'resolved', snoozedUntil: null, waitingSince: null };
    case 'conversation:reopened':
      return { status: 'open', snoozedUntil: null, rating: ratingOfThePast(view.rating) };
    case 'conversation:woken':
      return { status: 'open', snoozedUntil: null };
    case 'conversation:snoozed':
      return { status: 'snoozed', snoozedUntil: event.payload.until };
    case 'conversation:labelled':
      return { labelIds: event.payload.labelIds };
    case 'conversation:prioritised':
      return { priority: event.payload.priority };
    case 'conversation:rated':
      return { rating: ratingAfter(view.rating, event.payload, event.at) };
    case 'conversation:started':
      return {};
    default:
      // An event type of a later version (VER-1): it moves the sequence and nothing else.
      return {};
  }
}

function changeByMessage(view: ConversationView, event: MessageEvent): Partial<ConversationView> {
  const author = event.actor.id ?? 'system';
  return {
    messageCount: view.messageCount + 1,
    messageCountBy: {
      ...view.messageCountBy,
      [author]: (view.messageCountBy[author] ?? 0) + 1,
    },
    lastMessage: previewEvent(event),
    lastMessageAt: event.at,
    waitingSince: waitingAfter(view.waitingSince, event),
  };
}

/** A visitor waits from the first message that nobody has answered; a note is no answer. */
function waitingAfter(waitingSince: string | null, event: MessageEvent): string | null {
  if (event.payload.kind === 'note') return waitingSince;
  return event.actor.kind === 'contact' ? (waitingSince ?? event.at) : null;
}

function previewEvent(event: MessageEvent): MessagePreview {
  return {
    seq: event.seq,
    kind: event.payload.kind,
    preview: previewOf(event.payload.body),
    actor: event.actor,
    at: event.at,
  };
}
