import type { SiteConfig } from '@/components/widget/frame/site-config';
import type { WidgetManifest } from './widget-manifest';

/** The document inside the iframe: an empty root, the site's facts as data, hashed scripts and styles. */
export function frameDocument(site: SiteConfig, manifest: WidgetManifest): string {
  const at = (file: string) => `/widget/assets/${file}`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content, viewport-fit=cover">',
    '<meta name="robots" content="noindex"><title>Chat</title>',
    // As a page of its own: an icon that is not there would be asked for and missed.
    '<link rel="icon" href="data:,">',
    `<link rel="stylesheet" href="${at(manifest.styles)}">`,
    ...manifest.preload.map((file) => `<link rel="modulepreload" href="${at(file)}">`),
    // Data, not a script: `<` is written so that no text of the site can end the element.
    `<script type="application/json" id="site">${JSON.stringify(site).replace(/</g, '\\u003c')}</script>`,
    `<script type="module" src="${at(manifest.entry)}"></script>`,
    '</head><body><div id="root"></div></body></html>',
  ].join('\n');
}

/** Unknown, switched off or nobody may show it: the same page, which says nothing. */
export const EMPTY_DOCUMENT =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>Chat</title></head><body></body></html>';
