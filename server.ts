/** Boots on import: reads the configuration, starts the roles in ROLES, stops them in order. No logic lives here. */
import http from 'node:http';
import next from 'next';
import { readConfig } from '@/lib/platform/config';
import { closeHttpServer, createHttpServer, listen } from '@/lib/platform/http-server';
import { logger } from '@/lib/platform/logger';
import { nodeId } from '@/lib/platform/node-identity';
import { prepareDatabase } from '@/lib/platform/prepare-database';
import { unreadyReason } from '@/lib/platform/readiness';
import { closeRedis } from '@/lib/platform/redis';
import { createShutdown, stopOnSignals, type StopStep } from '@/lib/platform/shutdown';
import { startTracing } from '@/lib/platform/telemetry/start-tracing';
import { createOperator } from '@/lib/realtime/operator/create-operator';
import { startAnnouncer } from '@/lib/realtime/start-announcer';
import { startNodeLease } from '@/lib/platform/start-node-lease';
import { startRealtime } from '@/lib/realtime/start-realtime';
import { startWorker } from '@/lib/worker/start-worker';

const STOP_MARGIN_MS = 15_000;

const { DRAIN_GRACE_MS, HOST, PORT, ROLES } = readConfig();
const development = process.env.NODE_ENV === 'development';
const steps: StopStep[] = [];
const shutdown = createShutdown(steps, DRAIN_GRACE_MS + STOP_MARGIN_MS);
stopOnSignals(shutdown);

async function start(): Promise<number> {
  const traces = await startTracing();
  steps.unshift({ name: 'traces', stop: () => traces.stop() });
  const database = await prepareDatabase();
  steps.unshift({ name: 'database', stop: () => database.stop() });
  steps.unshift({ name: 'redis', stop: closeRedis });
  const lease = await startNodeLease();
  steps.unshift({ name: 'lease', stop: () => lease.stop() });
  const realtime = ROLES.includes('realtime')
    ? await startRealtime({ nodeId: nodeId() })
    : undefined;
  if (realtime) steps.unshift({ name: 'realtime', stop: () => realtime.close() });
  const announcer = realtime ? undefined : await startAnnouncer();
  if (announcer) steps.unshift({ name: 'announcer', stop: () => announcer.stop() });
  const worker = ROLES.includes('worker') ? await startWorker() : undefined;
  if (worker) steps.unshift({ name: 'worker', stop: () => worker.stop() });

  // The framework adds its own upgrade listener to the server it is given: this one never listens.
  const decoy = http.createServer();
  const app = ROLES.includes('web') ? next({ dev: development, httpServer: decoy }) : undefined;
  await app?.prepare();
  if (app) steps.unshift({ name: 'pages', stop: () => app.close() });

  const operator = createOperator(realtime);
  const server = createHttpServer({
    development,
    realtime,
    answerMetrics: (...exchange) => operator.answerMetrics(...exchange),
    pages: app && {
      handleRequest: app.getRequestHandler(),
      // `getUpgradeHandler` answers nothing in development; the framework listens on its own server.
      handleUpgrade: (...upgrade) => Promise.resolve(void decoy.emit('upgrade', ...upgrade)),
    },
    unreadyReason,
  });
  const port = await listen(server, PORT, HOST);
  steps.unshift({ name: 'http', stop: () => closeHttpServer(server) });
  if (realtime) steps.unshift({ name: 'drain', stop: () => realtime.drain(DRAIN_GRACE_MS) });
  await operator.start(port);
  steps.unshift({ name: 'operator', stop: () => operator.stop() });
  logger('server').info({ node: nodeId(), host: HOST, port, roles: ROLES }, 'serving');
  return port;
}

/** Served when this module has been imported; a start that fails says why and leaves nothing behind. */
export const port: number = await start().catch(async (error: unknown) => {
  logger('server').debug({ err: error }, 'the start failed');
  console.error(error instanceof Error ? error.message : error);
  return shutdown.stop('the start failed', 1);
});
