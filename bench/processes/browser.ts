/**
 * Child process: a Chromium with a member's inbox, and beside it a page that has nothing but forty lines
 * of text to move. Needs a build.
 */
import { chromium, type Page } from 'playwright';
import { answerCalls } from '@/bench/driver/calls';
import { findChromium } from '@/scripts/find-chromium';

export interface Scrolled {
  /** ms from frame to frame. */
  frames: number[];
  scrolledPx: number;
}

let pages: { inbox: Page; plain: Page } | undefined;

const methods = {
  /** Loads the inbox to its end. */
  open: async (input: {
    url: string;
    cookie: string;
    limitMs: number;
  }): Promise<{ rowsLoaded: number }> => {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    process.once('SIGTERM', () => void browser.close().then(() => process.exit(0)));
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const [name, value] = input.cookie.split('=');
    await context.addCookies([{ name: name!, value: value!, url: input.url }]);
    const inbox = await context.newPage();
    await inbox.goto(`${input.url}/notifications`);
    await inbox.locator('[role="feed"] article').first().waitFor({ timeout: 60_000 });
    const rowsLoaded = await loadAll(inbox, input.limitMs);
    const plain = await context.newPage();
    await plain.setContent(plainPage());
    pages = { inbox, plain };
    return { rowsLoaded };
  },
  scroll: (input: {
    on: 'inbox' | 'plain';
    pixelsPerSecond: number;
    seconds: number;
  }): Promise<Scrolled> => {
    const inside = input.on === 'inbox' ? '[role="feed"]' : '#scroller';
    return measure(pages![input.on], inside, input.pixelsPerSecond, input.seconds);
  },
};
export type BrowserMethods = typeof methods;
answerCalls(methods);

/** Down to the end again and again, no faster than reads are allowed. Returns the rows there are. */
async function loadAll(page: Page, limitMs: number): Promise<number> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const size = await page.evaluate(() => {
      const scroller = document.querySelector('[role="feed"]')!.parentElement!;
      scroller.scrollTop = scroller.scrollHeight;
      return Number(document.querySelector('[role="feed"] article')!.getAttribute('aria-setsize'));
    });
    if (size > 0) return size;
    if (Date.now() > deadline) throw new Error('not all notifications were loaded');
    await page.waitForTimeout(180);
  }
}

/** From the top, at a fixed speed by the clock: a late frame has further to go, as under a hand. */
async function measure(
  page: Page,
  inside: string,
  pixelsPerSecond: number,
  forSeconds: number,
): Promise<Scrolled> {
  await page.bringToFront();
  return page.evaluate(
    // No function of its own in here: the loader would name it with a helper that the page lacks.
    async ([selector, speed, seconds]) => {
      const scroller = document.querySelector(selector)!.parentElement!;
      scroller.scrollTop = 0;
      const frames: number[] = [];
      let [startedAt, before, warmUp] = [0, 0, 30];
      while (warmUp > 0 || before - startedAt < seconds * 1_000) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        if (warmUp > 0) {
          warmUp -= 1;
          startedAt = now;
        } else {
          frames.push(now - before);
          scroller.scrollTop = ((now - startedAt) / 1_000) * speed;
        }
        before = now;
      }
      return { frames, scrolledPx: scroller.scrollTop };
    },
    [inside, pixelsPerSecond, forSeconds] as const,
  );
}

/** As much text in sight as the inbox shows, and nothing that has to be made while it moves. */
function plainPage(): string {
  const line = '<p style="margin:0;height:17px">My parcel has not arrived yet</p>';
  const text = `<div style="position:sticky;top:0">${line.repeat(40)}</div>`;
  return `<div style="height:880px;overflow-y:auto">
    <div id="scroller" style="height:700000px">${text}</div></div>`;
}
