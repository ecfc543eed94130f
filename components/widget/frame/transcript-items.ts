import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { PendingMessage, PendingState, ThreadState } from '@/lib/client/switchboard-client';
import { rowKey } from '@/lib/client/switchboard-client';
import type { TranscriptItem } from '@/lib/domain/transcript/group-transcript';

export interface WidgetItem extends TranscriptItem {
  content:
    | { type: 'event'; event: ConversationEvent }
    | { type: 'pending'; message: PendingMessage; state: PendingState };
}

/** One item per event for as long as that lives: a row whose item is the same is not drawn again. */
const known = new WeakMap<ConversationEvent, WidgetItem>();

function itemOf(event: ConversationEvent): WidgetItem {
  let item = known.get(event);
  if (!item) {
    const sent = event.type === 'message:sent';
    item = {
      key: sent ? rowKey(event) : event.id,
      kind: sent ? 'message' : 'notice',
      authorKey: sent ? `${event.actor.kind}:${event.actor.id}` : '',
      atMs: Date.parse(event.at),
      seq: event.seq,
      own: sent && event.actor.kind === 'contact',
      content: { type: 'event', event },
    };
    known.set(event, item);
  }
  return item;
}

/**
 * What a visitor sees of a thread: messages, the two turns of its status and his last answer to each
 * resolution, then what is unsent. The answer to the present one is the card's at the end.
 */
export function transcriptItems(thread: Pick<ThreadState, 'events' | 'pending'>): WidgetItem[] {
  const items: WidgetItem[] = [];
  let rated = -1;
  for (const event of thread.events) {
    if (event.type === 'message:sent') {
      if (event.payload.kind === 'text') items.push(itemOf(event));
    } else if (/:(resolved|reopened|rated)$/.test(event.type)) {
      const rates = event.type === 'conversation:rated';
      if (rates && rated >= 0) items.splice(rated, 1);
      rated = rates ? items.length : -1;
      items.push(itemOf(event));
    }
  }
  if (rated >= 0) items.splice(rated, 1);
  const own = items.findLast((item) => item.own)?.authorKey ?? 'contact';
  for (const message of thread.pending) {
    items.push({
      key: rowKey(message),
      kind: 'message',
      authorKey: own,
      atMs: message.createdAt,
      seq: null,
      own: true,
      content: { type: 'pending', message, state: message.state },
    });
  }
  return items;
}
