/**
 * A customer's website, served from an origin that is not ours. Nothing on it but a heading, something
 * to click and the snippet, under a policy that allows the snippet and nothing else.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { embedSnippet } from '@/lib/domain/sites/embed-snippet';

export interface CustomerPage {
  origin: string;
  /** What the page embeds; its address changes with it, so that no browser serves an older one. */
  embed(installation: string, siteKey: string, language?: string): string;
  close(): Promise<void>;
}

/** Allows the two things that docs/embedding.md names, and nothing else at all. */
const strictPolicy = (installation: string) =>
  `default-src 'none'; script-src ${installation}; frame-src ${installation}`;

/**
 * `localhost` is the same site as the server under test and another origin; on `127.0.0.1` browsers
 * take the chat for a third party, and a private window refuses it all storage.
 */
export async function serveCustomerPage(
  host: 'localhost' | '127.0.0.1' = 'localhost',
): Promise<CustomerPage> {
  const pages = new Map<string, { policy: string; html: string }>();
  const server = http.createServer((request, response) => {
    const page = pages.get(request.url ?? '');
    if (!page) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': page.policy,
      })
      .end(page.html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    embed: (installation, siteKey, language = 'en') => {
      const path = `/${pages.size + 1}`;
      pages.set(path, {
        policy: strictPolicy(installation),
        html: `<!doctype html><html lang="${language}"><head><title>Lantern shop</title></head>
<body><h1>Lantern shop</h1><details><summary>Delivery</summary>Two days</details>
${embedSnippet(installation, siteKey)}</body></html>`,
      });
      return `${origin}${path}`;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
