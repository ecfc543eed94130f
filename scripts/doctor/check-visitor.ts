/** Enters as the widget would: one anonymous contact, which is named in the output. */
import { widgetSessionSchema } from '@/lib/contracts/widget-sessions';
import { ask, wordsOf, type Answer } from './ask';
import { advise, type Tell } from './finding';

export interface Visitor {
  token: string;
  contactId: string;
}

/** Codes of a refusal, as HTTP and the socket's handshake name them, and where they come from. */
export function explain(code: string, base: URL): { text: string; fix: string } {
  if (code === 'origin_not_allowed') {
    return {
      text: `The server takes itself for another address than ${base.origin}, so it refuses its own pages (origin_not_allowed).`,
      fix: advise(
        `Set PUBLIC_URL=${base.origin}; or let the proxy pass Host and X-Forwarded-Proto and set TRUSTED_PROXY_HOPS.`,
        'proxy',
      ),
    };
  }
  if (code === 'rate_limited') {
    return {
      text: 'The server limits this address (rate_limited): it may take everybody for the proxy.',
      fix: advise('Set TRUSTED_PROXY_HOPS to the number of proxies in front.', 'proxy'),
    };
  }
  if (code === 'unavailable' || code === 'draining') {
    return {
      text: `The node answers «${code}»: it is stopping, busy, or without its database.`,
      fix: advise('Look at /readyz and the log of the nodes.', 'health'),
    };
  }
  return {
    text: `The server refuses with «${code}».`,
    fix: advise('Look at the log of the nodes.', 'wrong'),
  };
}

export async function enterAsVisitor(
  base: URL,
  siteKey: string | undefined,
  tell: Tell,
): Promise<Visitor | null> {
  if (siteKey === undefined) {
    tell({
      check: 'widget',
      verdict: 'skipped',
      text: 'Not checked: no site key. Give one with --site KEY (settings, sites).',
    });
    return null;
  }
  let answer: Answer;
  try {
    answer = await ask(new URL('/api/v1/widget/sessions', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: base.origin },
      body: JSON.stringify({ siteKey, language: 'en' }),
    });
  } catch (error) {
    tell({
      check: 'widget',
      verdict: 'broken',
      text: `A visitor cannot enter: ${wordsOf(error)}.`,
      fix: advise('Pass POST requests below /api/ to the nodes.', 'proxy'),
    });
    return null;
  }
  if (answer.status === 201) {
    const session = widgetSessionSchema.parse(JSON.parse(answer.body));
    tell({
      check: 'widget',
      verdict: 'ok',
      text: `A visitor can enter. This one is the anonymous contact ${session.contact.id}.`,
    });
    return { token: session.visitorToken, contactId: session.contact.id };
  }
  const code = codeOf(answer);
  if (code === 'identity_required') {
    tell({
      check: 'widget',
      verdict: 'skipped',
      text: 'Not checked: this site lets only signed-in customers in. Give the key of another site.',
    });
    return null;
  }
  tell({
    check: 'widget',
    verdict: 'broken',
    ...(code === 'not_found'
      ? {
          text: 'There is no site with this key.',
          fix: 'Take the key from the settings, sites.',
        }
      : explain(code, base)),
  });
  return null;
}

/** Of a problem document; else the status. */
export function codeOf(answer: Answer): string {
  try {
    const { code } = JSON.parse(answer.body) as { code?: string };
    return code ?? String(answer.status);
  } catch {
    return String(answer.status);
  }
}
