/**
 * The way to Socket.IO's engine, past admission: a new transport (an upgrade or the first request of
 * long-polling) may be turned away with a plain 503 before it costs anything. A request that names a
 * session belongs to somebody who is in and always passes.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Server as Engine } from 'engine.io';
import { ERROR_CODES } from '@/lib/contracts/errors';
import type { Admission } from './admission';

export interface FrontDoor {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const { status } = ERROR_CODES.unavailable;

export function frontDoor(engine: Engine, admission: Admission): FrontDoor {
  const turnedAway = (request: IncomingMessage): { waitMs: number } | null => {
    if (/[?&]sid=/.test(request.url ?? '')) return null;
    const waitMs = admission.open(engine.clientsCount);
    return waitMs === null ? null : { waitMs };
  };
  return {
    handleRequest: (request, response) => {
      const away = turnedAway(request);
      if (!away) return engine.handleRequest(request as EngineRequest, response);
      response.writeHead(status, headersFor(away.waitMs)).end(bodyFor(away.waitMs));
    },
    handleUpgrade: (request, socket, head) => {
      const away = turnedAway(request);
      if (!away) return engine.handleUpgrade(request as EngineRequest, socket, head);
      const lines = Object.entries(headersFor(away.waitMs)).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.end(
        [`HTTP/1.1 ${status} Service Unavailable`, ...lines, '', bodyFor(away.waitMs)].join('\r\n'),
      );
    },
  };
}

type EngineRequest = Parameters<Engine['handleRequest']>[0];

const bodyFor = (retryAfterMs: number): string =>
  JSON.stringify({ code: 'unavailable', retryAfterMs });

const headersFor = (retryAfterMs: number) => ({
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(bodyFor(retryAfterMs)),
  'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
  'cache-control': 'no-store',
  connection: 'close',
});
