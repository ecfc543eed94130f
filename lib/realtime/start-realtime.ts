/** The realtime role: Socket.IO without an HTTP server of its own, its beats, sweeps and drain. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as Engine } from 'engine.io';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { logger } from '@/lib/platform/logger';
import { hasRedis } from '@/lib/platform/redis';
import { repeat } from '@/lib/platform/repeat';
import { typingStore } from '@/lib/server/typing/typing-store';
import { BACKPRESSURE_EVERY_MS, relievePressure } from './backpressure';
import { startBatches } from './batches';
import { startCatchUpBeat } from './catch-up-beat';
import { deliver } from './deliver';
import { drain } from './drain';
import { createEntrance } from './entrance';
import { createIo, joinNodes } from './fan-out';
import { sendHeads, sendInboxHeads } from './heads-beat';
import { onConnection } from './lifecycle';
import { metricsWatchers } from './metrics-watchers';
import { framesInOneBuffer } from './one-buffer';
import { isCanary, welcomeCanary } from './operator/canary-connection';
import { watchRealtime, type RealtimeVitals } from './operator/realtime-vitals';
import { sendNotificationHeads } from './notification-heads';
import { sweepSessions } from './sweep-sessions';
import { traceEmissions } from './trace-emissions';

export interface RealtimeServer {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Resolves when every client was sent elsewhere and what was in flight is answered. */
  drain(graceMs: number): Promise<void>;
  /** What an operator wants to know of it. */
  vitals(): RealtimeVitals;
  close(): Promise<void>;
}

export interface RealtimeOptions {
  nodeId: string;
  /** Shorter beats, for tests: ms between two runs. */
  every?: { headsMs?: number; sweepMs?: number; pressureMs?: number };
}

export async function startRealtime({
  nodeId,
  every = {},
}: RealtimeOptions): Promise<RealtimeServer> {
  const log = logger('realtime');
  const engine = new Engine({
    maxHttpBufferSize: LIMITS.frameBytes,
    pingInterval: TIMES.pingIntervalMs,
    pingTimeout: TIMES.pingTimeoutMs,
    perMessageDeflate: false,
    httpCompression: false,
  });
  const entrance = createEntrance(engine, nodeId, log);
  const { registry } = entrance;
  const io = createIo();
  io.bind(engine);

  io.use((connection, next) => {
    if (isCanary(connection)) next();
    else entrance.authenticate(connection, next);
  });
  const welcome = onConnection(registry);
  io.on('connection', (connection) => {
    if (isCanary(connection)) welcomeCanary(connection, nodeId);
    else welcome(connection);
  });

  const stopDelivery = deliver(io, registry, !hasRedis());
  const catchUp = startCatchUpBeat(io, registry, log);
  const fanOut = await joinNodes(io, catchUp.back);
  framesInOneBuffer(io.sockets.adapter);
  traceEmissions(io.sockets.adapter);
  const tasks = [
    catchUp,
    entrance.start(),
    startBatches(log),
    repeat(every.headsMs ?? TIMES.headsEveryMs, log, () => sendHeads(registry.all())),
    repeat(every.headsMs ?? TIMES.headsEveryMs, log, () => sendInboxHeads(io)),
    repeat(every.headsMs ?? TIMES.headsEveryMs, log, () => sendNotificationHeads(registry.all())),
    repeat(every.sweepMs ?? TIMES.sessionSweepMs, log, () => sweepSessions(registry)),
    repeat(TIMES.typingLeaseMs, log, () => typingStore().sweep()),
    repeat(TIMES.metricsTickMs, log, () => metricsWatchers().tick()),
    { stop: () => metricsWatchers().settled() },
    repeat(every.pressureMs ?? BACKPRESSURE_EVERY_MS, log, () => relievePressure(registry)),
  ];

  return {
    ...entrance.door,
    drain: (graceMs) => drain(registry, graceMs),
    vitals: watchRealtime(registry, entrance.admission),
    close: async () => {
      await Promise.all(tasks.map((task) => task.stop()));
      stopDelivery();
      await io.close();
      fanOut.stop();
    },
  };
}
