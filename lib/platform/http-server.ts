/**
 * The one HTTP server. It owns `upgrade`: only Socket.IO's path is ever upgraded (and, in
 * development, the framework's hot reload); everything else is closed. Health is answered here, so
 * that it depends on nothing else.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import nodePath from 'node:path';
import type { Duplex } from 'node:stream';
import { createBuiltFiles, type BuiltFiles } from './built-files';
import { stampPeer } from './client-address';
import { logger } from './logger';
import { readyText } from './readiness';
import { setSecurityHeaders } from './security-headers';

const SOCKET_PATH = '/socket.io/';

export interface HttpParts {
  development: boolean;
  /** Role web. */
  pages?: {
    handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void>;
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  };
  /** Role realtime. */
  realtime?: {
    handleRequest(request: IncomingMessage, response: ServerResponse): void;
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  };
  answerMetrics?(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Null when requests can be served, else why not. */
  unreadyReason(): Promise<string | null>;
}

export function createHttpServer(parts: HttpParts): http.Server {
  const log = logger('http');
  const widget = createBuiltFiles(nodePath.resolve('.widget'), { watch: parts.development });
  const server = http.createServer((request, response) => {
    handle(parts, widget, request, response).catch((error: unknown) => {
      log.error({ err: error, method: request.method }, 'a request failed');
      if (response.headersSent) response.destroy();
      else answer(response, 500, 'Something went wrong.');
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    try {
      upgrade(parts, request, socket, head);
    } catch (error) {
      log.error({ err: error }, 'an upgrade failed');
      socket.destroy();
    }
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

/** Null for targets that are no path: the absolute form is for proxies, and we are none. */
function pathOf(request: IncomingMessage): string | null {
  const target = request.url ?? '';
  if (!target.startsWith('/')) return null;
  return target.split('?', 1)[0] ?? target;
}

async function handle(
  parts: HttpParts,
  widget: BuiltFiles,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request);
  if (path === null) return answer(response, 400, 'The request target must be a path.');
  if (path === '/healthz') return answer(response, 200, 'ok');
  if (path === '/readyz') {
    const reason = await parts.unreadyReason();
    return answer(response, reason === null ? 200 : 503, reason ?? readyText());
  }
  if (path === '/metrics' && parts.answerMetrics) return parts.answerMetrics(request, response);
  stampPeer(request);
  if (path.startsWith(SOCKET_PATH)) {
    if (!parts.realtime) return answer(response, 404, 'Not found.');
    return parts.realtime.handleRequest(request, response);
  }
  if (!parts.pages) return answer(response, 404, 'Not found.');
  if (await serveWidgetFile(widget, request, response, path)) return;
  setSecurityHeaders(request, response, path, parts.development);
  return parts.pages.handleRequest(request, response);
}

const WIDGET_ASSETS = '/widget/assets/';
/** Customers' pages name the loader without a version, so a new one must reach them soon. */
const BRIEFLY = 'public, max-age=300, stale-while-revalidate=86400';
/** These names carry a hash of the content: what is cached never goes stale. */
const FOREVER = 'public, max-age=31536000, immutable';

/** The loader on customers' pages, what the document in the frame loads, and the console's worker. */
async function serveWidgetFile(
  widget: BuiltFiles,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  if (path === '/push-worker.js') {
    // It only ever asks us.
    response.setHeader('content-security-policy', `default-src 'none'; connect-src 'self'`);
    return widget.serve(request, response, 'push-worker.js', 'no-cache');
  }
  if (path === '/embed.js') return widget.serve(request, response, 'embed.js', BRIEFLY);
  if (!path.startsWith(WIDGET_ASSETS)) return false;
  const served = await widget.serve(request, response, path.slice(WIDGET_ASSETS.length), FOREVER);
  if (!served) answer(response, 404, 'Not found.');
  return true;
}

function upgrade(parts: HttpParts, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const path = pathOf(request);
  stampPeer(request);
  if (path?.startsWith(SOCKET_PATH) && parts.realtime) {
    parts.realtime.handleUpgrade(request, socket, head);
  } else if (parts.development && path?.startsWith('/_next/') && parts.pages) {
    parts.pages.handleUpgrade(request, socket, head).catch(() => socket.destroy());
  } else {
    const status = path === null ? '400 Bad Request' : '404 Not Found';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(`${text}\n`);
}

/** Resolves with the port it listens on; a taken port is a readable error. */
export function listen(server: http.Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is taken: stop what uses it, or set PORT.`) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Stops accepting, lets requests in progress finish for a while, closes what idles. */
export function closeHttpServer(server: http.Server, patienceMs = 5_000): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), patienceMs);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });
}
