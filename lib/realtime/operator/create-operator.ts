/**
 * What every node does for operators, whatever its roles: says how it is every two seconds, answers
 * `/metrics`, and (with sockets) sends canaries.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { config } from '@/lib/platform/config';
import { logger } from '@/lib/platform/logger';
import { nodeId } from '@/lib/platform/node-identity';
import { repeat } from '@/lib/platform/repeat';
import { EXPOSITION_TYPE } from '@/lib/platform/telemetry/exposition';
import { refuseMetrics } from '@/lib/platform/telemetry/metrics-access';
import { within } from '@/lib/platform/within';
import { readRecentLag } from '@/lib/server/system/read-lag';
import { Canary } from './canary';
import { metricsText } from './metrics-text';
import { NodeWatch } from './node-watch';
import type { RealtimeVitals } from './realtime-vitals';

const SAY_EVERY_MS = 2_000;
/** Prometheus waits ten seconds by default; a scrape without these numbers is better than none. */
const LAG_LIMIT_MS = 2_000;

export interface Operator {
  /** Answers a request for `/metrics`, or refuses it. */
  answerMetrics(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Once the server listens on `port`. */
  start(port: number): Promise<void>;
  stop(): Promise<void>;
}

export function createOperator(realtime?: { vitals(): RealtimeVitals }): Operator {
  const log = logger('cluster');
  let canary: Canary | null = null;
  let saying: { stop(): Promise<void> } | null = null;
  const watch = new NodeWatch(
    nodeId(),
    realtime ? () => realtime.vitals() : null,
    () => canary?.state ?? null,
  );
  return {
    answerMetrics: async (request, response) => {
      const refused = refuseMetrics(request, config().METRICS_TOKEN);
      const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
      if (refused !== null) {
        const ask = refused === 401 ? { 'www-authenticate': 'Bearer' } : {};
        response.writeHead(refused, { ...plain, ...ask }).end('Not for you.\n');
        return;
      }
      const lag = await within(readRecentLag(), LAG_LIMIT_MS).catch((error: unknown) => {
        log.debug({ err: error }, 'the lag is not known');
        return null;
      });
      response
        .writeHead(200, { ...plain, 'content-type': EXPOSITION_TYPE })
        .end(metricsText(watch.latest, lag));
    },
    start: async (port) => {
      const { CANARY_SECONDS } = config();
      if (realtime && CANARY_SECONDS > 0) {
        const origin = `http://${loopback(config().HOST)}:${port}`;
        canary = new Canary({ origin, node: nodeId(), everyMs: CANARY_SECONDS * 1_000, log });
      }
      const say = () => {
        watch.look();
        return watch.publish();
      };
      await say();
      // Looks keep their pace, whatever holds up the telling.
      saying = repeat(SAY_EVERY_MS, log, () => void say());
    },
    stop: async () => {
      await Promise.all([canary?.stop(), saying?.stop()]);
      await watch.stop();
    },
  };
}

/** The address under which a process reaches itself. */
function loopback(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
