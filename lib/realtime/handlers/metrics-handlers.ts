import { beginWatch, readSnapshot } from '@/lib/server/metrics/live/watch-metrics';
import { metricsWatchers } from '../metrics-watchers';
import type { Handlers } from '../handler';

export const metricsHandlers = {
  'metrics:subscribe': {
    limit: 'read',
    handle: async (actor, payload, connection, frame) => {
      metricsWatchers().asks(connection, frame);
      const watch = await beginWatch(actor, payload, metricsWatchers().keysOf);
      // In the room first: a tick during the reading is not missed.
      await metricsWatchers().watch(connection, watch, frame);
      return { snapshot: await readSnapshot(watch) };
    },
  },
  'metrics:unsubscribe': {
    limit: 'read',
    handle: async (_actor, _payload, connection, frame) => {
      metricsWatchers().asks(connection, frame);
      await metricsWatchers().unwatch(connection, frame);
      return {};
    },
  },
} satisfies Partial<Handlers>;
