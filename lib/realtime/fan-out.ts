/**
 * One Socket.IO server per process, and with REDIS_URL all of them speak as one: own sockets first,
 * then the other nodes through Redis, each emission once. Without Redis nothing of this exists.
 */
import { randomBytes } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { Decoder } from 'socket.io-parser';
import { TIMES } from '@/lib/contracts/limits';
import { logger } from '@/lib/platform/logger';
import { hasRedis, redisKey } from '@/lib/platform/redis';
import type { RealtimeIo } from './connection';
import { frameCodec, FrameEncoder } from './fan-out-frames';
import { FanOutLink } from './fan-out-link';
import { FanOutProof } from './fan-out-proof';

/** How long a node that starts waits for its subscription before it goes on without. */
const START_LIMIT_MS = 2_000;

export interface FanOut {
  stop(): void;
}

export function createIo(): RealtimeIo {
  return new Server({
    serveClient: false,
    connectTimeout: TIMES.connectTimeoutMs,
    ...(hasRedis() ? { parser: { Encoder: FrameEncoder, Decoder } } : {}),
  });
}

/**
 * Joins the other nodes, when there can be any. Resolves when what they say is heard here, or when
 * Redis did not answer in time.
 * @param onBack called when the fan-out was lost and works again.
 */
export async function joinNodes(
  io: RealtimeIo,
  onBack: (lostForMs: number) => void,
): Promise<FanOut> {
  if (!hasRedis()) return { stop: () => {} };
  const key = redisKey('fan-out');
  const link = new FanOutLink(
    (trouble) => proof.trouble(trouble),
    () => proof.check(),
  );
  // Matched by the adapter's own pattern, and the room of nobody.
  const channel = `${key}#/#proof-${randomBytes(6).toString('hex')}#`;
  const proof = new FanOutProof({
    log: logger('bus'),
    send: (sentAt) => void link.probe(channel, String(sentAt)),
    renew: () => link.renew(),
    onBack,
  });
  const isConcerned = (rooms: string[]) => rooms.some((room) => io.sockets.adapter.rooms.has(room));
  io.adapter(
    createAdapter(link.publisher, link.subscriber, {
      key,
      parser: frameCodec(io.encoder, isConcerned),
      publishOnSpecificResponseChannel: true,
    }),
  );
  const ownChannel = Buffer.from(channel);
  link.subscriber.on('pmessageBuffer', (_pattern: string, from: Buffer, message: Buffer) => {
    if (from.equals(ownChannel)) proof.heard(Number(message.toString()));
  });
  await proof.begin(START_LIMIT_MS);
  return {
    stop: () => {
      proof.stop();
      link.close();
    },
  };
}
