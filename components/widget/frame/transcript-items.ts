import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { PendingMessage, PendingState, ThreadState } from '@/lib/client/switchboard-client';
import { rowKey } from '@/lib/client/switchboard-client';
import type { TranscriptItem } from '@/lib/domain/transcript/group-transcript';

export interface WidgetItem extends TranscriptItem {
  content:
    | { type: 'event'; event: ConversationEvent }
    | { type: 'pending'; message: PendingMessage; state: PendingState };
}

/** What a visitor sees of a thread: messages and the two turns of its status, then what is unsent. */
export function transcriptItems(thread: Pick<ThreadState, 'events' | 'pending'>): WidgetItem[] {
  const items: WidgetItem[] = [];
  for (const event of thread.events) {
    if (event.type === 'message:sent') {
      if (event.payload.kind !== 'text') continue;
      items.push({
        key: rowKey(event),
        kind: 'message',
        authorKey: `${event.actor.kind}:${event.actor.id}`,
        atMs: Date.parse(event.at),
        seq: event.seq,
        own: event.actor.kind === 'contact',
        content: { type: 'event', event },
      });
    } else if (event.type === 'conversation:resolved' || event.type === 'conversation:reopened') {
      items.push({
        key: event.id,
        kind: 'notice',
        authorKey: '',
        atMs: Date.parse(event.at),
        seq: event.seq,
        own: false,
        content: { type: 'event', event },
      });
    }
  }
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
