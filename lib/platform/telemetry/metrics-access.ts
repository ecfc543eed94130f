/**
 * Who may read `/metrics`: whoever knows METRICS_TOKEN; without one, this machine alone. What a proxy
 * passes on comes from this machine, too, so a request that says that it was forwarded is not local.
 */
import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { canonicalAddress } from '../client-address';

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

/** The status of a refusal, or null when it may be read. */
export function refuseMetrics(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  token: string | undefined,
): 401 | 403 | null {
  if (token !== undefined) {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    return given !== undefined && same(given, token) ? null : 401;
  }
  const peer = canonicalAddress(request.socket.remoteAddress ?? '');
  const local = peer.startsWith('127.') || peer === '::1';
  return local && !FORWARDED.some((name) => name in request.headers) ? null : 403;
}

const same = (given: string, expected: string): boolean =>
  timingSafeEqual(hash(given), hash(expected));
const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
