/**
 * Connections of this process that watch the live dashboard, one filter each. With nobody here a tick
 * is a look into an empty map.
 */
import { AppError } from '@/lib/contracts/errors';
import { rooms } from '@/lib/contracts/rooms';
import { remember } from '@/lib/platform/remember';
import { tickMetrics, type MetricsWatch } from '@/lib/server/metrics/live/watch-metrics';
import type { Connection } from './connection';

export class MetricsWatchers {
  readonly #watches = new Map<Connection, MetricsWatch>();

  /** Takes the place of what the connection watched before. @throws AppError `unavailable` when it has ended. */
  async watch(connection: Connection, watch: MetricsWatch): Promise<void> {
    if (!connection.connected) throw new AppError('unavailable');
    await this.unwatch(connection);
    if (!this.#watches.has(connection)) connection.once('disconnect', this.#onDisconnect);
    this.#watches.set(connection, watch);
    await connection.join(rooms.metrics(watch.workspaceId, watch.key));
  }

  async unwatch(connection: Connection): Promise<void> {
    const watch = this.#watches.get(connection);
    if (!watch) return;
    this.#watches.delete(connection);
    connection.off('disconnect', this.#onDisconnect);
    const room = rooms.metrics(watch.workspaceId, watch.key);
    const { data } = connection;
    // One that lags is out of its rooms and would come back into this one.
    data.parkedRooms = data.parkedRooms?.filter((parked) => parked !== room) ?? null;
    await connection.leave(room);
  }

  /** Keys of the filters that are watched here in a workspace. */
  readonly keysOf = (workspaceId: string): string[] => [...(this.#all().get(workspaceId) ?? [])];

  async tick(): Promise<void> {
    if (this.#watches.size === 0) return;
    const workspaces = [...this.#all()];
    await Promise.all(workspaces.map(([id, keys]) => tickMetrics(id, [...keys])));
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
