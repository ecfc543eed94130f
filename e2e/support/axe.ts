/** axe-core on a page as it stands, frames included: what it finds that keeps people out. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright/test';

const source = fs.readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

type Scope = typeof globalThis & {
  axe: { run(context: Document, options: { iframes: boolean }): Promise<AxeResults> };
};

/**
 * One line per serious or critical finding, with the first elements it is about; empty = none. Every
 * frame is looked at by itself, one after the other: the chat is a document of its own, and a run in
 * the page would start a second one in its frame.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  const findings: string[] = [];
  for (const frame of page.frames()) findings.push(...(await findingsIn(frame)));
  return findings;
}

async function findingsIn(frame: Frame): Promise<string[]> {
  // Through the debugger, so that the page's own policy has no say.
  await frame.evaluate(source);
  // Colours in the middle of a fade are nobody's colours. What runs for ever does not fade text.
  await frame.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
        .map((each) => each.finished),
    ).then(() => undefined),
  );
  const results = await frame.evaluate(() =>
    (globalThis as Scope).axe.run(document, { iframes: false }),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes.slice(0, 3).map((node) => `${node.html}: ${node.failureSummary ?? ''}`);
      return `${id} (${help}), ${nodes.length} × e.g. ${places.join(' | ')}`;
    });
}
