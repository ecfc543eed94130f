/**
 * Connections of this process that watch the live dashboard, one filter each. With nobody here a tick
 * is a look into an empty map.
 */
import { AppError } from '@/lib/contracts/errors';
import { rooms } from '@/lib/contracts/rooms';
import { logger } from '@/lib/platform/logger';
import { remember } from '@/lib/platform/remember';
import { tickMetrics, type MetricsWatch } from '@/lib/server/metrics/live/watch-metrics';
import type { Connection } from './connection';

export class MetricsWatchers {
  readonly #watches = new Map<Connection, MetricsWatch>();
  /** Number of the frame that each connection asked with last, whether it is answered or not. */
  readonly #asked = new WeakMap<Connection, number>();
  /** Workspaces whose tick is under way. */
  readonly #ticking = new Map<string, Promise<void>>();

  /** @param tickOf other than that of the product in tests */
  constructor(private readonly tickOf: typeof tickMetrics = tickMetrics) {}

  /**
   * Called when a frame begins to be worked on: those that came before it change nothing any more.
   * @param frame number that grows with the order in which frames came
   */
  asks(connection: Connection, frame: number): void {
    this.#asked.set(connection, Math.max(frame, this.#asked.get(connection) ?? 0));
  }

  /**
   * Takes the place of what the connection watched before, unless it has asked for something else since.
   * @throws AppError `unavailable` when it has ended
   */
  async watch(connection: Connection, watch: MetricsWatch, frame: number): Promise<void> {
    if (!connection.connected) throw new AppError('unavailable');
    if (this.#isOvertaken(connection, frame)) return;
    // In one turn: what the connection is noted with is the room that it is in.
    const left = this.#leave(connection);
    connection.once('disconnect', this.#onDisconnect);
    this.#watches.set(connection, watch);
    await Promise.all([left, connection.join(rooms.metrics(watch.workspaceId, watch.key))]);
  }

  async unwatch(connection: Connection, frame: number): Promise<void> {
    if (!this.#isOvertaken(connection, frame)) await this.#leave(connection);
  }

  #isOvertaken(connection: Connection, frame: number): boolean {
    return frame < (this.#asked.get(connection) ?? 0);
  }

  #leave(connection: Connection): Promise<void> | void {
    const watch = this.#watches.get(connection);
    if (!watch) return;
    this.#watches.delete(connection);
    connection.off('disconnect', this.#onDisconnect);
    const room = rooms.metrics(watch.workspaceId, watch.key);
    const { data } = connection;
    // One that lags is out of its rooms and would come back into this one.
    data.parkedRooms = data.parkedRooms?.filter((parked) => parked !== room) ?? null;
    return connection.leave(room);
  }

  /** Keys of the filters that are watched here in a workspace. */
  readonly keysOf = (workspaceId: string): string[] => [...(this.#all().get(workspaceId) ?? [])];

  /** Begins a tick of every workspace whose last one has ended: none waits for another. */
  tick(): void {
    for (const [workspaceId, keys] of this.#all()) {
      if (this.#ticking.has(workspaceId)) continue;
      const tick = this.tickOf(workspaceId, [...keys])
        .catch((error: unknown) => logger('metrics').warn({ err: error }, 'a tick failed'))
        .finally(() => this.#ticking.delete(workspaceId));
      this.#ticking.set(workspaceId, tick);
    }
  }

  /** Resolves when the ticks that are under way have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#ticking.values());
  }

  #all(): Map<string, Set<string>> {
    const all = new Map<string, Set<string>>();
    for (const { workspaceId, key } of this.#watches.values()) {
      all.set(workspaceId, (all.get(workspaceId) ?? new Set()).add(key));
    }
    return all;
  }

  readonly #onDisconnect = (() => {
    const watches = this.#watches;
    // One function for all: `this` is the connection.
    return function onDisconnect(this: Connection): void {
      watches.delete(this);
    };
  })();
}

export const metricsWatchers = () => remember('metrics-watchers', () => new MetricsWatchers());
