/**
 * Connections of this process from the moment it is known who they are: found by person, session and
 * address without walking all sockets; and the caps that are counted by them (LIM-1). A connection
 * is in it already while its handshake is finished, so that a burst of handshakes cannot pass the
 * caps, and a revocation or a drain cannot miss one.
 */
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { Connection } from './connection';

export class ConnectionRegistry {
  readonly #byPerson = new Map<string, Set<Connection>>();
  readonly #byAddress = new Map<string, number>();
  #draining = false;

  constructor(private readonly perAddress: number = LIMITS.socketsPerAddress) {}

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
    const { actor, address } = connection.data;
    const own = this.#byPerson.get(actor.id) ?? new Set();
    const near = this.#byAddress.get(address) ?? 0;
    // Loopback is our own proxy or a test, never one visitor.
    const local = address.startsWith('127.') || address === '0:0:0:0::/64';
    if (own.size >= LIMITS.socketsPerPrincipal || (near >= this.perAddress && !local)) {
      throw new AppError('rate_limited', {
        message: 'Too many connections.',
        retryAfterMs: 10_000,
      });
    }
    this.#byPerson.set(actor.id, own.add(connection));
    this.#byAddress.set(address, near + 1);
  }

  has(connection: Connection): boolean {
    return this.#byPerson.get(connection.data.actor.id)?.has(connection) ?? false;
  }

  remove(connection: Connection): void {
    const { actor, address } = connection.data;
    const own = this.#byPerson.get(actor.id);
    if (!own?.delete(connection)) return;
    if (own.size === 0) this.#byPerson.delete(actor.id);
    const near = (this.#byAddress.get(address) ?? 1) - 1;
    if (near > 0) this.#byAddress.set(address, near);
    else this.#byAddress.delete(address);
  }

  ofPerson(id: string): Connection[] {
    return [...(this.#byPerson.get(id) ?? [])];
  }

  /** All of them; for sweeps, not for messages. */
  *all(): Iterable<Connection> {
    for (const own of this.#byPerson.values()) yield* own;
  }
}
