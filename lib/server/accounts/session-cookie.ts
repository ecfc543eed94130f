/**
 * The staff session cookie: `__Host-` (Secure, no Domain, Path=/) when the installation is reached
 * over https, a plain name on http. Only the name that fits the connection is ever read, so a
 * cookie planted by a neighbouring host over http is not taken for a session.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { config } from '@/lib/platform/config';
import { isSecure } from '@/lib/platform/request-origin';
import { SESSION_LIFE } from './session-life';

export const cookieName = (secure: boolean): string =>
  secure ? '__Host-switchboard_session' : 'switchboard_session';

/** The same signature that better-auth writes: HMAC-SHA-256 of the token, base64. */
const signature = (token: string): Buffer =>
  createHmac('sha256', config().AUTH_SECRET).update(token).digest();

/** Token of a correctly signed session cookie, else null. */
export function readSessionToken(headers: Headers): string | null {
  const name = cookieName(isSecure(headers));
  const found = (headers.get('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  if (!found) return null;
  let value: string;
  try {
    value = decodeURIComponent(found.slice(name.length + 1));
  } catch {
    return null;
  }
  const dot = value.lastIndexOf('.');
  const token = value.slice(0, Math.max(dot, 0));
  const given = Buffer.from(value.slice(dot + 1), 'base64');
  const expected = signature(token);
  if (!token || given.length !== expected.length) return null;
  return timingSafeEqual(given, expected) ? token : null;
}

const attributes = (secure: boolean, maxAge: number): string =>
  `Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

/** Set-Cookie value that hands a session's token to the browser. */
export function sessionCookie(headers: Headers, token: string): string {
  const secure = isSecure(headers);
  const value = encodeURIComponent(`${token}.${signature(token).toString('base64')}`);
  return `${cookieName(secure)}=${value}; ${attributes(secure, SESSION_LIFE.absoluteSeconds)}`;
}

/** Set-Cookie value that removes it. */
export function noSessionCookie(headers: Headers): string {
  const secure = isSecure(headers);
  return `${cookieName(secure)}=; ${attributes(secure, 0)}`;
}
