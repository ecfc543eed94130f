/**
 * The document inside the iframe. Who may frame it is decided here, per site and at request time:
 * an Origin check could not, because requests from inside the frame carry our own origin.
 */
import { siteKeySchema } from '@/lib/contracts/sites';
import { findEmbeddableSite } from '@/lib/server/sites/find-embeddable-site';
import { EMPTY_DOCUMENT, frameDocument } from './frame-document';
import { widgetManifest } from './widget-files';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const key = siteKeySchema.safeParse(new URL(request.url).searchParams.get('site'));
  const site = key.success ? await findEmbeddableSite(key.data) : null;
  if (!site || site.allowedOrigins.length === 0) {
    return page(EMPTY_DOCUMENT, "default-src 'none'; frame-ancestors 'none'");
  }
  const { name, greeting, askRating, theme, identityEnforced, allowedOrigins } = site;
  const html = frameDocument(
    { key: site.key, name, greeting, askRating, theme, identityEnforced, allowedOrigins },
    await widgetManifest(),
  );
  return page(html, policy(request, allowedOrigins));
}

function policy(request: Request, allowedOrigins: readonly string[]): string {
  const host = request.headers.get('host') ?? '';
  // Some browsers do not count a WebSocket to one's own host as 'self'. The host is the client's
  // word: only what looks like one is let into a header.
  const sockets = /^[a-z0-9.:[\]-]+$/i.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self'${sockets}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${allowedOrigins.join(' ')}`,
  ].join('; ');
}

function page(html: string, contentSecurityPolicy: string): Response {
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'no-store',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
  });
}
