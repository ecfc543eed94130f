/**
 * Live connections of this process, found by person, session and address without walking all
 * sockets; and the caps that are counted by them (LIM-1).
 */
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { PersonActor } from '@/lib/domain/actors/actor';
import type { Connection } from './connection';

export class ConnectionRegistry {
  readonly #byPerson = new Map<string, Set<Connection>>();
  readonly #byAddress = new Map<string, number>();

  constructor(private readonly perAddress: number = LIMITS.socketsPerAddress) {}

  /** @throws AppError `rate_limited` when a cap is reached. */
  admit(actor: PersonActor, address: string): void {
    const own = this.#byPerson.get(actor.id)?.size ?? 0;
    const near = this.#byAddress.get(address) ?? 0;
    // Loopback is our own proxy or a test, never one visitor.
    const local =
      address === '127.0.0.1' || address.startsWith('127.') || address === '0:0:0:0::/64';
    if (own >= LIMITS.socketsPerPrincipal || (near >= this.perAddress && !local)) {
      throw new AppError('rate_limited', {
        message: 'Too many connections.',
        retryAfterMs: 10_000,
      });
    }
  }

  add(connection: Connection): void {
    const { actor, address } = connection.data;
    const own = this.#byPerson.get(actor.id) ?? new Set();
    this.#byPerson.set(actor.id, own.add(connection));
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
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

  /** All live connections; for sweeps, not for messages. */
  *all(): Iterable<Connection> {
    for (const own of this.#byPerson.values()) yield* own;
  }
}
