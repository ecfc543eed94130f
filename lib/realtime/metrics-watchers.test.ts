import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { rooms } from '@/lib/contracts/rooms';
import type { MetricsWatch } from '@/lib/server/metrics/live/watch-metrics';
import type { Connection } from './connection';
import { MetricsWatchers } from './metrics-watchers';

/** Leaves and joins a moment later than it is asked to, in order. */
function connect() {
  const events = Object.assign(new EventEmitter(), {
    connected: true,
    data: { parkedRooms: null },
    rooms: new Set<string>(),
    join: async (room: string) => {
      await Promise.resolve();
      events.rooms.add(room);
    },
    leave: async (room: string) => {
      await Promise.resolve();
      events.rooms.delete(room);
    },
  });
  return events as typeof events & Connection;
}

const filter = { siteId: null, memberId: null, range: 'hour', timeZone: 'UTC' } as const;
const watchOf = (key: string, workspaceId = 'w'): MetricsWatch => ({ workspaceId, key, filter });

describe('watchers of the live dashboard', () => {
  test('are in the room of what they asked for last and in no other', async () => {
    const watchers = new MetricsWatchers();
    const connection = connect();
    for (const frame of [1, 2, 3, 4]) watchers.asks(connection, frame);
    await watchers.watch(connection, watchOf('old'), 3);
    expect([...connection.rooms]).toEqual([]);
    await watchers.watch(connection, watchOf('a'), 4);
    await Promise.all(
      [5, 6, 7].map((frame) => {
        watchers.asks(connection, frame);
        return watchers.watch(connection, watchOf(`f${frame}`), frame);
      }),
    );
    expect([...connection.rooms]).toEqual([rooms.metrics('w', 'f7')]);
    expect(watchers.keysOf('w')).toEqual(['f7']);
    await watchers.unwatch(connection, 6);
    expect(watchers.keysOf('w')).toEqual(['f7']);
    await watchers.unwatch(connection, 7);
    expect([...connection.rooms]).toEqual([]);
    expect(connection.listenerCount('disconnect')).toBe(0);
  });

  test('a workspace whose tick takes long is alone with that', async () => {
    const ticks: string[] = [];
    let end = () => {};
    const slow = new Promise<void>((resolve) => (end = resolve));
    const watchers = new MetricsWatchers((workspaceId) => {
      ticks.push(workspaceId);
      return workspaceId === 'slow' ? slow : Promise.resolve();
    });
    for (const id of ['slow', 'quick']) await watchers.watch(connect(), watchOf('f', id), 1);
    const tick = async () => {
      watchers.tick();
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (let count = 0; count < 3; count += 1) await tick();
    expect(ticks).toEqual(['slow', 'quick', 'quick', 'quick']);
    end();
    await watchers.settled();
    await tick();
    expect(ticks.slice(4)).toEqual(['slow', 'quick']);
  });
});
