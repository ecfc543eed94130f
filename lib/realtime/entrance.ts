/** Everything between a new transport and a connection that is in: admission, who it is, the caps. */
import type { Server as Engine } from 'engine.io';
import { config } from '@/lib/platform/config';
import type { Logger } from '@/lib/platform/logger';
import { hasRedis } from '@/lib/platform/redis';
import { redisBreaker } from '@/lib/platform/redis-breaker';
import { Admission } from './admission';
import { authenticate } from './authenticate';
import { ConnectionRegistry } from './connection-registry';
import { frontDoor } from './front-door';
import { SharedCounts } from './shared-counts';

export function createEntrance(engine: Engine, nodeId: string, log: Logger) {
  const { HANDSHAKES_PER_SECOND, SOCKETS_PER_SITE } = config();
  const admission = new Admission({ perSecond: HANDSHAKES_PER_SECOND });
  const others: SharedCounts | null = hasRedis()
    ? new SharedCounts(nodeId, redisBreaker(), () => registry.counts())
    : null;
  const registry: ConnectionRegistry = new ConnectionRegistry(
    { perSite: SOCKETS_PER_SITE },
    others,
  );
  return {
    registry,
    admission,
    /** Socket.IO middleware. */
    authenticate: authenticate(registry, admission, nodeId),
    door: frontDoor(engine, admission),
    start: (): { stop(): Promise<void> } => {
      const tasks = [admission.start(log), ...(others ? [others.start(log)] : [])];
      return { stop: async () => void (await Promise.all(tasks.map((task) => task.stop()))) };
    },
  };
}
