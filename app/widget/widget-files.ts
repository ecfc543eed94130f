/** The manifest of the built widget; its files are served by lib/platform/built-files.ts. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { WidgetManifest } from './widget-manifest';

let kept: { builtAt: number; manifest: WidgetManifest } | null = null;

/** Throws when the widget was never built: that is a broken start, not a state to serve. */
export async function widgetManifest(): Promise<WidgetManifest> {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), '.widget', 'manifest.json');
  // The time tells a new build: development rebuilds under a running server.
  const { mtimeMs } = await stat(file);
  if (kept?.builtAt !== mtimeMs) {
    kept = {
      builtAt: mtimeMs,
      manifest: JSON.parse(await readFile(file, 'utf8')) as WidgetManifest,
    };
  }
  return kept.manifest;
}
