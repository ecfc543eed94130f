/** Writes down every step of what one view of one conversation shows, as a person would see it. */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ThreadState, ThreadStore } from '@/lib/client/switchboard-client';
import type { Row } from './history';
import type { Tab } from './tab';

export function toRow(event: ConversationEvent): Row {
  return {
    seq: event.seq,
    id: event.id,
    type: event.type,
    actorId: event.actor.id,
    ...(event.type === 'message:sent' ? { kind: event.payload.kind } : {}),
    ...(event.clientId === undefined ? {} : { clientId: event.clientId }),
  };
}

/** Begins with `opened`; call the answer to write `closed`. */
export function watchThread(tab: Tab, store: ThreadStore): () => void {
  const { recorder, name: client } = tab;
  const openedAt = recorder.now();
  let conversationId: string | null = null;
  let events: readonly ConversationEvent[] = [];
  let pending = '';

  const look = (state: ThreadState) => {
    if (!tab.life.alive) return;
    // Under a local id there is nothing yet that anybody else could know.
    if (state.conversationId.startsWith('local:')) return;
    const waiting = state.pending.map((row) => row.clientId);
    const pendingNow = waiting.join();
    if (conversationId === null) {
      conversationId = state.conversationId;
      show('opened', state.events, waiting);
    } else if (state.events !== events) {
      const [change, rows] = difference(events, state.events);
      if (change !== 'replaced') show(change, rows, waiting);
      else show(tab.takeReset(conversationId) ? 'reset' : 'replaced', rows, waiting);
    } else if (pendingNow !== pending) {
      show('pending', [], waiting);
    }
    events = state.events;
    pending = pendingNow;
    tab.looked(state);
  };
  const show = (
    change: 'opened' | 'append' | 'prepend' | 'pending' | 'reset' | 'replaced' | 'closed',
    shown: readonly ConversationEvent[],
    waiting: string[],
  ) => {
    recorder.record({
      ...{ entry: 'shown', client, conversationId: conversationId!, change },
      ...{ rows: shown.map(toRow), pending: waiting },
    });
    if (change === 'append') tab.appended(conversationId!, shown, openedAt);
  };

  look(store.getState());
  const stop = store.subscribe(look);
  return () => {
    stop();
    if (conversationId === null) return;
    recorder.record({ entry: 'shown', client, conversationId, change: 'closed', rows: [] });
  };
}

function difference(
  before: readonly ConversationEvent[],
  after: readonly ConversationEvent[],
): ['append' | 'prepend' | 'replaced', readonly ConversationEvent[]] {
  const more = after.length - before.length;
  if (more >= 0 && before.every((event, at) => after[at]?.id === event.id)) {
    return ['append', after.slice(before.length)];
  }
  if (more >= 0 && before.every((event, at) => after[at + more]?.id === event.id)) {
    return ['prepend', after.slice(0, more)];
  }
  return ['replaced', after];
}
