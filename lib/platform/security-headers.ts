/**
 * Headers of every answer, and the content security policy of pages. Scripts need the nonce of their
 * request: the framework reads it from the policy on the request and stamps its own tags with it.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const POLICY_HEADER = 'content-security-policy';

function policy(nonce: string, development: boolean): string {
  // Hot reload evaluates code.
  const scripts = development ? `'self' 'unsafe-inline' 'unsafe-eval'` : `'self' 'nonce-${nonce}'`;
  return [
    `default-src 'self'`,
    `script-src ${scripts}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self' data:`,
    `connect-src 'self'${development ? ' ws:' : ''}`,
    `object-src 'none'`,
    `base-uri 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  development: boolean,
): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  // A client must not choose the nonce of its own page.
  delete request.headers[POLICY_HEADER];
  delete request.headers[`${POLICY_HEADER}-report-only`];
  // The widget's frame is meant for other sites: it names them itself, per site, at request time.
  if (path === '/widget' || path.startsWith('/widget/')) return;
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  const value = policy(randomBytes(16).toString('base64'), development);
  request.headers[POLICY_HEADER] = value;
  response.setHeader(POLICY_HEADER, value);
}
