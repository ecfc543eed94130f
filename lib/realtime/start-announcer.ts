/**
 * For a process that commits but holds no sockets (roles `web` and `worker` alone): what it has to say
 * reaches the people on the nodes that do. A Socket.IO server nobody can connect to, and the batches.
 */
import { logger } from '@/lib/platform/logger';
import { hasRedis } from '@/lib/platform/redis';
import { startBatches } from './batches';
import { ConnectionRegistry } from './connection-registry';
import { deliver } from './deliver';
import { createIo, joinNodes } from './fan-out';

/** Without Redis there is nobody to reach. */
export async function startAnnouncer(): Promise<{ stop(): Promise<void> }> {
  if (!hasRedis()) return { stop: () => Promise.resolve() };
  const io = createIo();
  const stopDelivery = deliver(io, new ConnectionRegistry(), false);
  const fanOut = await joinNodes(io, (lostForMs) => io.serverSideEmit('resync', lostForMs));
  const batches = startBatches(logger('realtime'));
  return {
    stop: async () => {
      await batches.stop();
      stopDelivery();
      await io.sockets.adapter.close();
      fanOut.stop();
    },
  };
}
