/**
 * A digest as an e-mail: plain text, and HTML of paragraphs with inline style, nothing remote, light
 * and dark. Everything in it that people wrote is escaped here, in one place.
 */
import type { NotificationKind } from '@/lib/contracts/notifications';
import {
  headline,
  KIND_NAMES,
  oneLine,
  subjectOf,
  type DigestItem,
} from '@/lib/domain/notifications/digest-words';

export interface Digest {
  /** Oldest first. */
  items: readonly DigestItem[];
  /** The site or the workspace. */
  place: string;
  /** Of the whole inbox; null where there is no page for it. */
  inboxUrl: string | null;
  unsubscribe: { kind: NotificationKind; url: string }[];
  unsubscribeAllUrl: string;
}

/** More than anybody reads; the rest is a number. */
const SHOWN = 20;

const escapeHtml = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  );

const moreThan = (count: number) => (count > SHOWN ? `and ${count - SHOWN} more.` : null);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function digestMail(digest: Digest): { subject: string; text: string; html: string } {
  return {
    subject: subjectOf(digest.items, digest.place),
    text: asText(digest),
    html: asHtml(digest),
  };
}

function asText({ items, place, inboxUrl, unsubscribe, unsubscribeAllUrl }: Digest): string {
  const lines = items
    .slice(-SHOWN)
    .flatMap((item) => [
      headline(item),
      ...(item.preview ? [`> ${oneLine(item.preview)}`] : []),
      ...(item.url ? [item.url] : []),
      '',
    ]);
  const more = moreThan(items.length);
  return [
    ...lines,
    ...(more ? [capital(more), ''] : []),
    ...(inboxUrl && items.length > 1 ? [`All of it: ${inboxUrl}`, ''] : []),
    '-- ',
    `You have not read this yet at ${oneLine(place)}.`,
    ...unsubscribe.map(({ kind, url }) => `No more e-mails about ${KIND_NAMES[kind]}: ${url}`),
    `No more e-mails at all: ${unsubscribeAllUrl}`,
    '',
  ].join('\n');
}

/** Colours that are read on white and on black, for programs that know no media queries. */
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #0e0f13 !important; color: #e8e9ed !important; }
  .quiet { color: #a0a4b0 !important; }
  .quote { border-color: #3a3d48 !important; color: #c6c9d2 !important; }
  .link { color: #9db2ff !important; }
}`;

const FONT =
  "font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 15px; line-height: 1.5;";

const link = (url: string, text: string) =>
  `<a class="link" href="${escapeHtml(url)}" style="color: #3b5bdb;">${escapeHtml(text)}</a>`;

function itemHtml(item: DigestItem): string {
  const words = escapeHtml(headline(item));
  const preview = item.preview
    ? `<p class="quote" dir="auto" style="margin: 4px 0 0; padding: 0 0 0 12px; border-left: 3px solid #d5d8e0; color: #444a57;">${escapeHtml(oneLine(item.preview))}</p>`
    : '';
  const open = item.url ? `<p style="margin: 4px 0 0;">${link(item.url, 'Open')}</p>` : '';
  return `<div style="margin: 0 0 20px;"><p dir="auto" style="margin: 0; font-weight: 600;">${words}</p>${preview}${open}</div>`;
}

function asHtml({ items, place, inboxUrl, unsubscribe, unsubscribeAllUrl }: Digest): string {
  const more = moreThan(items.length);
  const ways = unsubscribe.map(({ kind, url }) =>
    link(url, `No more e-mails about ${KIND_NAMES[kind]}`),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subjectOf(items, place))}</title>
<style>${STYLE}</style>
</head>
<body class="page" style="margin: 0; padding: 0; background: #ffffff; color: #16181d; ${FONT}">
<main style="max-width: 560px; margin: 0 auto; padding: 24px 20px;">
<p class="quiet" style="margin: 0 0 20px; color: #6b7080;">${escapeHtml(oneLine(place))}</p>
${items.slice(-SHOWN).map(itemHtml).join('\n')}
${more ? `<p style="margin: 0 0 20px;">${escapeHtml(capital(more))}</p>` : ''}
${inboxUrl && items.length > 1 ? `<p style="margin: 0 0 20px;">${link(inboxUrl, 'Open the inbox')}</p>` : ''}
<p class="quiet" style="margin: 28px 0 0; font-size: 13px; color: #6b7080;">You have not read this yet at ${escapeHtml(oneLine(place))}.<br>
${[...ways, link(unsubscribeAllUrl, 'No more e-mails at all')].join('<br>\n')}</p>
</main>
</body>
</html>
`;
}
