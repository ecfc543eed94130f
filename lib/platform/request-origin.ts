/**
 * The origin under which the browser sees this installation: PUBLIC_URL when it is set, else what
 * the request says. Forwarded headers count only when a trusted proxy is configured.
 */
import { config } from './config';

/** `scheme://host[:port]`; null when the request names no usable host. */
export function requestOrigin(headers: Headers): string | null {
  const { PUBLIC_URL, TRUSTED_PROXY_HOPS } = config();
  if (PUBLIC_URL) return PUBLIC_URL;
  const forwarded = (name: string) =>
    TRUSTED_PROXY_HOPS > 0 ? headers.get(name)?.split(',').at(-1)?.trim() : undefined;
  const host = forwarded('x-forwarded-host') || headers.get('host');
  const scheme = forwarded('x-forwarded-proto') === 'https' ? 'https' : 'http';
  try {
    const url = new URL(`${scheme}://${host ?? ''}`);
    return url.pathname === '/' && !url.username && url.host ? url.origin : null;
  } catch {
    return null;
  }
}

export const isSecure = (headers: Headers): boolean =>
  requestOrigin(headers)?.startsWith('https:') ?? false;

/**
 * True when a browser says that the request comes from our own pages. Browsers always send Origin
 * with a WebSocket handshake and with unsafe methods; a caller without it is no browser, and then
 * it carries no ambient cookie either.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site && site !== 'same-origin' && site !== 'none') return false;
  const origin = headers.get('origin');
  if (origin === null) return true;
  if (origin === requestOrigin(headers)) return true;
  // PUBLIC_URL names one address; the same server opened directly (localhost) is still itself.
  // Never so for the public host: there a page of the other scheme may be somebody else's.
  const { PUBLIC_URL } = config();
  const host = headers.get('host');
  return !!PUBLIC_URL && new URL(PUBLIC_URL).host !== host && origin === `http://${host ?? ''}`;
}
