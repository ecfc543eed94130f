/**
 * Who is connected to this process: it dies with its sockets, so there is nothing to expire. With
 * one node that is the whole answer, with several it is what each of them knows for sure.
 */
import type { PresenceChange, PresenceStore } from './presence-store';

interface Entry {
  connections: Set<string>;
  /** Set while the last connection is gone and the grace runs. */
  leaving: NodeJS.Timeout | null;
}

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
    return Promise.resolve(this.people(scope));
  }

  readonly sure = true;

  hasMany(scope: string, people: string[]): Promise<Set<string>> {
    return Promise.resolve(new Set(people.filter((person) => this.holds(scope, person))));
  }

  onChange(handler: (change: PresenceChange) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** Never: what is told here arrives or its failure is known. */
  onRepair(): () => void {
    return () => {};
  }

  repairSoon(): void {}

  people(scope: string): string[] {
    return [...(this.#scopes.get(scope)?.keys() ?? [])];
  }

  holds(scope: string, person: string): boolean {
    return this.#scopes.get(scope)?.has(person) ?? false;
  }

  scopes(): string[] {
    return [...this.#scopes.keys()];
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
