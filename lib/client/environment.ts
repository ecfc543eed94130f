/**
 * Everything the core takes from the outside world: time, chance, network, storage, other tabs, the
 * page's signals. The browser's is in browser/browser-environment.ts; the simulator brings its own,
 * so that every run is repeatable.
 */
import type { MessageKind, ConversationEvent } from '@/lib/contracts/conversation-events';
import type { AnyConversationView } from '@/lib/contracts/conversations';
import type { ClientError } from './switchboard-client';

export interface Environment {
  /** Local wall clock in ms: for display and lease arithmetic, never for order. */
  now(): number;
  /** Runs once after `ms`; call the answer to cancel. */
  after(ms: number, run: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
  /** `[A-Za-z0-9_-]{8,64}`, never the same twice. */
  newClientId(): string;
  createTransport(events: TransportEvents): Transport;
  /** Null = the browser refuses storage. */
  queueStorage: QueueStorage | null;
  keyValue: KeyValueStorage | null;
  tabs: Tabs;
  signals: Signals;
  /** A defect worth a report: the core goes on without the part that failed. */
  report(error: unknown): void;
}

// ---------------------------------------------------------------- network

export interface Transport {
  /** One attempt; whatever was open before is closed without a word. */
  open(auth: { protocol: number; token?: string; quiet?: boolean }): void;
  close(): void;
  /** `ack` is called at most once, and never if the connection dies first. */
  send(event: string, payload: unknown, ack: (answer: unknown) => void): void;
}
export interface TransportEvents {
  /** The attempt failed; `data` is what the server said, if it was the server. */
  refused(data: { code?: string; retryAfterMs?: number } | null): void;
  /** An open connection ended. */
  closed(): void;
  frame(event: string, payload: unknown): void;
}

export interface Signals {
  isOnline(): boolean;
  /** `wake`: network back, page visible again or restored. `offline`: network lost. `hide`: may be the last moment to save. */
  listen(listener: (signal: 'wake' | 'offline' | 'hide') => void): () => void;
}

// ---------------------------------------------------------------- storage

/** One unsent message as stored. Structured-clone safe. */
export interface StoredEntry {
  /** Given by the storage, ascending over all tabs: the order of typing. */
  order: number;
  /** `kind:id` of the author: queues of different people on one device stay apart. */
  person: string;
  clientId: string;
  /** `local:…` until the conversation it starts is acknowledged. */
  conversationId: string;
  starts: boolean;
  kind: MessageKind;
  body: string;
  /** Members whom a note names; absent = nobody. */
  mentions?: string[];
  basedOnSeq: number | null;
  createdAt: number;
  halted:
    | null
    | { state: 'failed'; error: ClientError }
    | { state: 'refused'; unseen: ConversationEvent[] };
}

/** Every promise may reject: the queue then goes on in memory and says so. */
export interface QueueStorage {
  load(person: string): Promise<{ entries: StoredEntry[]; aliases: [string, string][] }>;
  /** @returns the order it was given */
  add(entry: Omit<StoredEntry, 'order'>): Promise<number>;
  /** Overwrites; a no-op when the entry is gone. */
  update(entry: StoredEntry): Promise<void>;
  remove(order: number): Promise<void>;
  /**
   * In one transaction: the starting entry goes, what waited for it moves to the real conversation,
   * and the pair is remembered, so that a reload at any point ends in exactly one conversation.
   */
  rekey(person: string, localId: string, conversationId: string): Promise<void>;
}

/** localStorage's shape; calls may throw. */
export interface KeyValueStorage {
  keys(): string[];
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

// ---------------------------------------------------------------- other tabs of the same person

export interface Tabs {
  /**
   * Asks to be the one tab that sends; `onLead` is called when it is this one's turn (at once where
   * the browser has no locks: client ids keep that correct). Call the answer to step down.
   */
  lead(name: string, onLead: () => void): () => void;
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): () => void;
}
export type TabMessage = { person: string } & (
  | { type: 'queue-changed' }
  /** Something deserves a sound: is somebody looking at one of the tabs already? */
  | { type: 'who-looks' | 'looks'; asked: string }
  | {
      type: 'acknowledged';
      clientId: string;
      /** Set when a conversation was started. */
      localId: string | null;
      conversation: AnyConversationView | null;
      event: ConversationEvent;
    }
);
