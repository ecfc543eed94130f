/**
 * Looks at every state that a thread store publishes, as a person would see it, and compares with
 * the server's log: nothing out of place even for one frame.
 */
import type { Person } from '@/lib/contracts/people';
import type { ThreadState, ThreadStore } from '../switchboard-client';
import type { ModelServer } from './model-server';

export class Violation extends Error {}

export function watchThread(
  store: ThreadStore,
  person: Person,
  server: ModelServer,
  wasDiscarded: (clientId: string) => boolean,
  /** Not thrown: a store's listener runs inside the client. */
  violated: (violation: Violation) => void,
): void {
  let readSeq = 0;
  let visible = new Set<string>();

  const look = (state: ThreadState) => {
    const { conversationId, events, pending } = state;
    const conversation = server.conversations.get(conversationId);
    const log = conversation?.log(person) ?? [];
    const fail = (text: string) => {
      violated(new Violation(`${person.id} in ${conversationId}: ${text}`));
    };

    const own = new Set<string>();
    let previous = (events[0]?.seq ?? 1) - 1;
    for (const event of events) {
      if (event.seq !== previous + 1) fail(`${event.seq} shown after ${previous} (ORD-2)`);
      previous = event.seq;
      if (log[event.seq - 1]?.id !== event.id) fail(`${event.seq} is not the server's (ORD-2)`);
      if (event.clientId !== undefined) {
        if (event.actor.id !== person.id) fail('shows the client id of somebody else');
        if (own.has(event.clientId)) fail(`${event.clientId} shown twice (DEL-1)`);
        own.add(event.clientId);
      }
      if (person.kind === 'contact' && event.type === 'message:sent') {
        if (event.payload.kind === 'note') fail('a visitor sees a note (ORD-1)');
      }
    }
    if (events.length > 0 && previous !== state.cursor) fail('the cursor is not at the end');

    const waiting = new Set<string>();
    for (const { clientId } of pending) {
      if (waiting.has(clientId)) fail(`pending ${clientId} shown twice (DEL-3)`);
      if (own.has(clientId)) fail(`${clientId} shown as pending and as event (DEL-3)`);
      waiting.add(clientId);
    }
    for (const clientId of visible) {
      if (waiting.has(clientId) || own.has(clientId) || wasDiscarded(clientId)) continue;
      const committed = conversation?.findByClientId(person, clientId);
      const seq = person.kind === 'contact' ? committed?.public?.seq : committed?.staff.seq;
      if (seq === undefined) fail(`${clientId} vanished unsent (DEL-3)`);
      const cutOff = events.length === 0 || seq! < events[0]!.seq || seq! > state.cursor;
      if (!cutOff) fail(`${clientId} vanished although committed (DEL-3)`);
    }
    visible = new Set([...waiting, ...own]);

    // Only a new epoch takes cursors away: all of them.
    if (state.own.readSeq === 0 && server.epoch > 1) readSeq = 0;
    if (state.own.readSeq < readSeq) fail(`read went back to ${state.own.readSeq} (RCP-1)`);
    readSeq = Math.max(readSeq, state.own.readSeq);
    if (state.unread < 0) fail('unread below zero (RCP-1)');
  };
  look(store.getState());
  store.subscribe(look);
}
