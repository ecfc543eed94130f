/** The two adapters of @socket.io/redis-adapter as they come, on connections like the product's. */
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import type { Server } from 'socket.io';

export interface Traffic {
  /** Over the connection that listens. */
  bytesIn: number;
  messagesIn: number;
  /** Over the connection that publishes. */
  bytesOut: number;
}

/** @returns the function that tells what went over this node's links so far. */
export function attachAdapter(io: Server, redisUrl: string, kind: string): () => Traffic {
  const [publisher, subscriber] = [0, 1].map(
    () =>
      new Redis(redisUrl, {
        protocol: 2,
        disableClientInfo: true,
        maxRetriesPerRequest: null,
        retryStrategy: () => 50,
      }),
  ) as [Redis, Redis];
  // It is frozen and cut off on purpose.
  for (const client of [publisher, subscriber]) client.on('error', () => undefined);
  io.adapter(
    kind === 'sharded'
      ? createShardedAdapter(publisher, subscriber, { channelPrefix: 'sharded' })
      : createAdapter(publisher, subscriber, {
          key: 'classic',
          publishOnSpecificResponseChannel: true,
        }),
  );
  let messagesIn = 0;
  for (const event of ['pmessageBuffer', 'messageBuffer', 'smessageBuffer']) {
    subscriber.on(event, () => void messagesIn++);
  }
  return () => ({
    bytesIn: (subscriber.stream as { bytesRead?: number } | undefined)?.bytesRead ?? 0,
    messagesIn,
    bytesOut: (publisher.stream as { bytesWritten?: number } | undefined)?.bytesWritten ?? 0,
  });
}
