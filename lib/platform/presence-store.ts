/**
 * Who is connected, per scope: the staff or the visitors of a workspace («is this person here») or a
 * conversation («who has it open»). Counted per connection, told per person: a second tab changes nothing, a reload inside the
 * grace does not flicker (PRS-1). One interface for one node and for many; an implementation that
 * cannot answer must keep the last answer and flip nobody offline.
 */
import { TIMES } from '@/lib/contracts/limits';
import { remember } from './remember';

export interface PresenceChange {
  scope: string;
  person: string;
  present: boolean;
}

export interface PresenceStore {
  enter(scope: string, person: string, connectionId: string): Promise<void>;
  leave(scope: string, person: string, connectionId: string): Promise<void>;
  list(scope: string): Promise<string[]>;
  has(scope: string, person: string): Promise<boolean>;
  /** Called once per real change, on the node that noticed it. Returns the unsubscribe function. */
  onChange(handler: (change: PresenceChange) => void): () => void;
}

export const presenceScope = {
  /** Two scopes, so that asking for the few who answer never walks the many who ask. */
  staff: (workspaceId: string) => `s:${workspaceId}`,
  visitors: (workspaceId: string) => `v:${workspaceId}`,
  conversation: (conversationId: string) => `c:${conversationId}`,
};

export const personKey = {
  member: (memberId: string) => `m:${memberId}`,
  contact: (contactId: string) => `k:${contactId}`,
};

interface Entry {
  connections: Set<string>;
  /** Set while the last connection is gone and the grace runs. */
  leaving: NodeJS.Timeout | null;
}

/** The store of a single process: it dies with its sockets, so there is nothing to expire. */
export class InProcessPresenceStore implements PresenceStore {
  readonly #scopes = new Map<string, Map<string, Entry>>();
  readonly #handlers = new Set<(change: PresenceChange) => void>();

  constructor(private readonly graceMs: (scope: string) => number) {}

  enter(scope: string, person: string, connectionId: string): Promise<void> {
    const people = this.#scopes.get(scope) ?? new Map<string, Entry>();
    this.#scopes.set(scope, people);
    const entry = people.get(person);
    if (entry) {
      if (entry.leaving) clearTimeout(entry.leaving);
      entry.leaving = null;
      entry.connections.add(connectionId);
    } else {
      people.set(person, { connections: new Set([connectionId]), leaving: null });
      this.#tell({ scope, person, present: true });
    }
    return Promise.resolve();
  }

  leave(scope: string, person: string, connectionId: string): Promise<void> {
    const entry = this.#scopes.get(scope)?.get(person);
    if (entry?.connections.delete(connectionId) && entry.connections.size === 0) {
      entry.leaving = setTimeout(() => this.#gone(scope, person), this.graceMs(scope));
      entry.leaving.unref();
    }
    return Promise.resolve();
  }

  list(scope: string): Promise<string[]> {
    return Promise.resolve([...(this.#scopes.get(scope)?.keys() ?? [])]);
  }

  has(scope: string, person: string): Promise<boolean> {
    return Promise.resolve(this.#scopes.get(scope)?.has(person) ?? false);
  }

  onChange(handler: (change: PresenceChange) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  #gone(scope: string, person: string): void {
    const people = this.#scopes.get(scope);
    people?.delete(person);
    if (people?.size === 0) this.#scopes.delete(scope);
    this.#tell({ scope, person, present: false });
  }

  #tell(change: PresenceChange): void {
    for (const handler of this.#handlers) handler(change);
  }
}

export function presenceStore(): PresenceStore {
  return remember(
    'presence-store',
    () =>
      new InProcessPresenceStore((scope) =>
        scope.startsWith('c:') ? TIMES.viewingGraceMs : TIMES.presenceGraceMs,
      ),
  );
}
