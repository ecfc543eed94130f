/**
 * Unsent text per conversation and kind, kept over reloads and never carried into another
 * conversation. Writes are debounced; the oldest drafts go when there are too many.
 */
import type { MessageKind } from '@/lib/contracts/conversation-events';
import { LIMITS } from '@/lib/contracts/limits';
import { createStore } from '../create-store';
import type { Environment } from '../environment';
import type { DraftsState } from '../switchboard-client';

const MAX_DRAFTS = 200;
const WRITE_AFTER_MS = 300;

export class DraftBox {
  readonly store = createStore<DraftsState>({ byKey: {} });
  private readonly prefix: string;
  private readonly dirty = new Set<string>();
  private cancelWrite: (() => void) | null = null;

  constructor(
    private readonly env: Environment,
    person: string,
  ) {
    this.prefix = `switchboard:draft:${person}:`;
    this.store.setState({ byKey: this.read() });
  }

  get(conversationId: string, kind: MessageKind): string {
    return this.store.getState().byKey[`${conversationId}:${kind}`] ?? '';
  }

  set(conversationId: string, kind: MessageKind, body: string): void {
    this.write(`${conversationId}:${kind}`, body.slice(0, LIMITS.bodyChars));
  }

  /** A started conversation got its real id: its draft goes with it. */
  rekey(localId: string, conversationId: string): void {
    for (const kind of ['text', 'note'] as const) {
      const body = this.get(localId, kind);
      if (body === '') continue;
      this.write(`${localId}:${kind}`, '');
      this.write(`${conversationId}:${kind}`, body);
    }
  }

  flush(): void {
    this.cancelWrite?.();
    this.cancelWrite = null;
    const { byKey } = this.store.getState();
    for (const key of this.dirty) {
      const body = byKey[key];
      this.attempt((storage) => {
        if (body === undefined) storage.remove(this.prefix + key);
        else storage.set(this.prefix + key, body);
      });
    }
    this.dirty.clear();
  }

  private write(key: string, body: string): void {
    const byKey = { ...this.store.getState().byKey };
    if ((byKey[key] ?? '') === body) return;
    // Re-inserted last: the order of the keys is the order of last use.
    delete byKey[key];
    if (body !== '') byKey[key] = body;
    this.dirty.add(key);
    for (const oldest of Object.keys(byKey).slice(0, -MAX_DRAFTS)) {
      delete byKey[oldest];
      this.dirty.add(oldest);
    }
    this.store.setState({ byKey });
    this.cancelWrite ??= this.env.after(WRITE_AFTER_MS, () => this.flush());
  }

  private read(): Record<string, string> {
    const byKey: Record<string, string> = {};
    this.attempt((storage) => {
      for (const key of storage.keys()) {
        if (!key.startsWith(this.prefix)) continue;
        const body = storage.get(key);
        if (body) byKey[key.slice(this.prefix.length)] = body;
      }
    });
    return byKey;
  }

  /** Full or forbidden storage costs the draft's life over a reload, nothing else. */
  private attempt(run: (storage: NonNullable<Environment['keyValue']>) => void): void {
    if (this.env.keyValue === null) return;
    try {
      run(this.env.keyValue);
    } catch (error) {
      this.env.report(error);
    }
  }
}
