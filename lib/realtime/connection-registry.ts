/**
 * Connections of this process from the moment it is known who they are: found by person, session and
 * address without walking all sockets; and the caps that are counted by them (LIM-1). A connection
 * is in it already while its handshake is finished, so that a burst of handshakes cannot pass the
 * caps, and a revocation or a drain cannot miss one. Over all nodes the caps are kept by asking the
 * others (shared-counts.ts); this process's own answer comes first and stands when nobody else's does.
 */
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { Connection } from './connection';

/** Counts that are kept together with the other nodes. */
export interface OtherNodes {
  /** Tells this process's counts of those keys; resolves with those of all nodes, null when unknown. */
  tell(keys: readonly string[], countOf: (key: string) => number): Promise<number[] | null>;
}

export interface ConnectionCaps {
  perPerson: number;
  perAddress: number;
  /** Of visitors. */
  perSite: number;
}

const DEFAULTS: ConnectionCaps = {
  perPerson: LIMITS.socketsPerPrincipal,
  perAddress: LIMITS.socketsPerAddress,
  perSite: LIMITS.socketsPerSite,
};
/** For the refused: a place becomes free when somebody leaves, or a dead node is forgotten. */
const RETRY_MS = 5_000;

export class ConnectionRegistry {
  readonly #byPerson = new Map<string, Set<Connection>>();
  readonly #counts = new Map<string, number>();
  readonly #caps: ConnectionCaps;
  #draining = false;

  constructor(
    caps: Partial<ConnectionCaps> = {},
    private readonly others: OtherNodes | null = null,
  ) {
    this.#caps = { ...DEFAULTS, ...caps };
  }

  /** Nobody new from here on (DRN-1). */
  stopAdmitting(): void {
    this.#draining = true;
  }

  /** @throws AppError `draining`. */
  requireAdmitting(): void {
    if (!this.#draining) return;
    throw new AppError('draining', { message: 'Come back in a moment.', retryAfterMs: 1_000 });
  }

  /** @throws AppError `rate_limited` when a cap is reached, `draining`. */
  add(connection: Connection): void {
    this.requireAdmitting();
    const counted = this.#counted(connection);
    if (counted.some(({ key, cap }) => this.countOf(key) >= cap)) throw tooMany();
    for (const { key } of counted) this.#counts.set(key, this.countOf(key) + 1);
    const { id } = connection.data.actor;
    this.#byPerson.set(id, (this.#byPerson.get(id) ?? new Set()).add(connection));
  }

  /** After `add`: the caps over all nodes. @throws AppError `rate_limited`; then `remove` it. */
  async confirm(connection: Connection): Promise<void> {
    const counted = this.#counted(connection);
    const totals = await this.#tell(counted);
    if (totals?.some((total, index) => total > counted[index]!.cap)) throw tooMany();
  }

  has(connection: Connection): boolean {
    return this.#byPerson.get(connection.data.actor.id)?.has(connection) ?? false;
  }

  remove(connection: Connection): void {
    const { id } = connection.data.actor;
    const own = this.#byPerson.get(id);
    if (!own?.delete(connection)) return;
    if (own.size === 0) this.#byPerson.delete(id);
    const counted = this.#counted(connection);
    for (const { key } of counted) {
      const left = this.countOf(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    }
    void this.#tell(counted);
  }

  ofPerson(id: string): Connection[] {
    return [...(this.#byPerson.get(id) ?? [])];
  }

  /** All of them; for sweeps, not for messages. */
  *all(): Iterable<Connection> {
    for (const own of this.#byPerson.values()) yield* own;
  }

  /** What is counted here, by key: to be told again to whoever forgot. */
  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  readonly countOf = (key: string): number => this.#counts.get(key) ?? 0;

  #tell(counted: { key: string }[]): Promise<number[] | null> {
    if (!this.others) return Promise.resolve(null);
    return this.others.tell(
      counted.map(({ key }) => key),
      this.countOf,
    );
  }

  #counted({ data: { actor, address } }: Connection): { key: string; cap: number }[] {
    const counted = [{ key: `person ${actor.id}`, cap: this.#caps.perPerson }];
    // Loopback is our own proxy or a test, never one visitor.
    const local = address.startsWith('127.') || address === '0:0:0:0::/64';
    if (!local) counted.push({ key: `address ${address}`, cap: this.#caps.perAddress });
    if (actor.kind === 'contact') {
      counted.push({ key: `site ${actor.siteId}`, cap: this.#caps.perSite });
    }
    return counted;
  }
}

const tooMany = () =>
  new AppError('rate_limited', {
    message: 'Too many connections.',
    retryAfterMs: Math.round(RETRY_MS * (1 + Math.random())),
  });
