/** What the screen shows of the queue: one row per entry, the same objects until they change. */
import { createStore } from '../create-store';
import type { PendingMessage, PendingState, SendQueueState } from '../switchboard-client';
import { isLocal, type Entry } from './entry-list';

const NONE: readonly PendingMessage[] = [];

export class PendingRows {
  readonly store = createStore<SendQueueState>({ entries: NONE, persistent: true, loaded: false });
  private views = new Map<string, readonly PendingMessage[]>();

  constructor(private readonly changed: (conversationId: string) => void) {}

  /** The same array until something in it changes. */
  of(conversationId: string): readonly PendingMessage[] {
    return this.views.get(conversationId) ?? NONE;
  }

  /** Rebuilds the rows, keeping every object and array that did not change. */
  publish(
    entries: readonly Entry[],
    online: boolean,
    storage: Pick<SendQueueState, 'persistent' | 'loaded'>,
  ): void {
    const state = this.store.getState();
    const known = new Map(state.entries.map((row) => [row.clientId, row]));
    const rows = entries.map((entry) => toRow(entry, online, known.get(entry.clientId)));
    const views = new Map<string, PendingMessage[]>();
    for (const row of rows) {
      const list = views.get(row.conversationId);
      if (list) list.push(row);
      else views.set(row.conversationId, [row]);
    }
    const before = this.views;
    const changed: string[] = [];
    this.views = views;
    for (const id of new Set([...before.keys(), ...views.keys()])) {
      const old = before.get(id);
      const now = views.get(id);
      if (old && now && old.length === now.length && old.every((row, at) => row === now[at])) {
        views.set(id, old as PendingMessage[]);
      } else {
        changed.push(id);
      }
    }
    const { persistent, loaded } = storage;
    if (changed.length > 0 || state.loaded !== loaded || state.persistent !== persistent) {
      this.store.setState({ entries: rows, persistent, loaded });
    }
    for (const id of changed) this.changed(id);
  }
}

function toRow(entry: Entry, online: boolean, known: PendingMessage | undefined): PendingMessage {
  const { clientId, conversationId, kind, body, createdAt, halted } = entry;
  const state = stateOf(entry, online);
  const error = halted?.state === 'failed' ? halted.error : null;
  if (
    known &&
    known.state === state &&
    known.error === error &&
    known.conversationId === conversationId
  ) {
    return known;
  }
  const unseen = halted?.state === 'refused' ? halted.unseen : [];
  return { clientId, conversationId, kind, body, createdAt, state, error, unseen };
}

function stateOf(entry: Entry, online: boolean): PendingState {
  if (entry.sentSeq !== null) return 'sent';
  if (entry.halted) return entry.halted.state;
  // Behind a start that failed there is nowhere to go yet.
  if (isLocal(entry.conversationId) && !entry.starts) return 'queued';
  return online ? 'sending' : 'queued';
}
