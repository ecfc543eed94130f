/**
 * The console's inbox of ten thousand notifications in Chromium: loaded to its end, then scrolled at a
 * reader's and at a flicking hand's speed. Measured is the time from frame to frame; beside it a page
 * that has nothing but forty lines of text to move, in the same browser. Needs a build.
 */
import { chromium, type Page } from 'playwright';
import type { Bench } from '@/bench/driver/bench';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addMembers, addWorkspace } from '@/bench/driver/seed';
import { addNotifications } from '@/bench/driver/seed-notifications';
import { percentile } from '@/bench/driver/statistics';
import { findChromium } from '@/scripts/find-chromium';

/** Pixels a second: a wheel that is turned steadily, and a flick. */
const SPEEDS = { steady: 1_500, fast: 6_000 };
const SECONDS = 10;
/** Of 60 a second, with a fifth of a frame for the timer. */
const FRAME_MS = (1_000 / 60) * 1.2;
const BUDGET = 0.95;
const LOAD_LIMIT_MS = 240_000;

interface Scrolled {
  /** ms from frame to frame. */
  frames: number[];
  scrolledPx: number;
}

export async function inboxScroll(bench: Bench): Promise<Report> {
  const each = bench.quick ? 500 : 10_000;
  const place = await addWorkspace(bench.db);
  const [member] = await addMembers(bench.db, place.id, 1);
  await addNotifications(bench.db, {
    workspaceId: place.id,
    recipientIds: [member!.id],
    each,
  });
  const { port } = await bench.startServer({ roles: 'web,realtime,worker' });
  const url = `http://127.0.0.1:${port}`;
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const { credential } = member!;
    const [name, value] = ('cookie' in credential ? credential.cookie : '').split('=');
    await context.addCookies([{ name: name!, value: value!, url }]);
    const page = await context.newPage();
    await page.goto(`${url}/notifications`);
    await page.locator('[role="feed"] article').first().waitFor({ timeout: 60_000 });
    const rowsLoaded = await loadAll(page);

    const plain = await context.newPage();
    await plain.setContent(plainPage());
    const rows: Row[] = [];
    const details: Record<string, unknown> = { each, rowsLoaded };
    for (const [name_, pixelsPerSecond] of Object.entries(SPEEDS)) {
      const beside = await measure(plain, '#scroller', pixelsPerSecond);
      const inbox = await measure(page, '[role="feed"]', pixelsPerSecond);
      const [own, bare] = [shareInTime(inbox), shareInTime(beside)];
      details[name_] = { inbox: figures(inbox), beside: figures(beside) };
      rows.push({
        what: `inbox of ${whole(rowsLoaded)} scrolled at ${whole(pixelsPerSecond)} px/s, frames in time at 60 a second`,
        measured: `${(own * 100).toFixed(1)} % (frame p50 / p99 ${ms(percentile(inbox.frames, 0.5))} / ${ms(percentile(inbox.frames, 0.99))})`,
        beside: `${(bare * 100).toFixed(1)} % plain page (${ms(percentile(beside.frames, 0.5))} / ${ms(percentile(beside.frames, 0.99))})`,
        ratio: own / bare,
        budget: `≥ ${BUDGET * 100} %`,
        met: own >= BUDGET,
      });
    }
    return { scenario: 'inbox-scroll', rows, details };
  } finally {
    await browser.close();
  }
}

const shareInTime = ({ frames }: Scrolled): number =>
  frames.filter((frame) => frame <= FRAME_MS).length / frames.length;

const figures = ({ frames, scrolledPx }: Scrolled) => ({
  ...{ frames: frames.length, scrolledPx, inTime: shareInTime({ frames, scrolledPx }) },
  ...{ p50: percentile(frames, 0.5), p99: percentile(frames, 0.99), max: Math.max(...frames) },
});

/** Down to the end again and again, no faster than reads are allowed. Returns the rows there are. */
async function loadAll(page: Page): Promise<number> {
  const deadline = Date.now() + LOAD_LIMIT_MS;
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
async function measure(page: Page, inside: string, pixelsPerSecond: number): Promise<Scrolled> {
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
    [inside, pixelsPerSecond, SECONDS] as const,
  );
}

/** As much text in sight as the inbox shows, and nothing that has to be made while it moves. */
function plainPage(): string {
  const line = '<p style="margin:0;height:17px">My parcel has not arrived yet</p>';
  const text = `<div style="position:sticky;top:0">${line.repeat(40)}</div>`;
  return `<div style="height:880px;overflow-y:auto">
    <div id="scroller" style="height:700000px">${text}</div></div>`;
}
