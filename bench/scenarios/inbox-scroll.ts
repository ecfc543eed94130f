/**
 * The console's inbox of ten thousand notifications in Chromium: loaded to its end, then scrolled at a
 * reader's and at a flicking hand's speed. Measured is the time from frame to frame; beside it a page
 * that has nothing but forty lines of text to move, in the same browser. Needs a build.
 */
import type { Bench } from '@/bench/driver/bench';
import { startChild } from '@/bench/driver/calls';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addMembers, addWorkspace } from '@/bench/driver/seed';
import { addNotifications } from '@/bench/driver/seed-notifications';
import { percentile } from '@/bench/driver/statistics';
import type { BrowserMethods, Scrolled } from '@/bench/processes/browser';

/** Pixels a second: a wheel that is turned steadily, and a flick. */
const SPEEDS = { steady: 1_500, fast: 6_000 };
const SECONDS = 10;
/** Of 60 a second, with a fifth of a frame for the timer. */
const FRAME_MS = (1_000 / 60) * 1.2;
const BUDGET = 0.95;
const LOAD_LIMIT_MS = 240_000;

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
  const browser = bench.keep(startChild<BrowserMethods>('bench/processes/browser.ts'));
  const { credential } = member!;
  const cookie = 'cookie' in credential ? credential.cookie : '';
  const { rowsLoaded } = await browser.call('open', { url, cookie, limitMs: LOAD_LIMIT_MS });

  const rows: Row[] = [];
  const details: Record<string, unknown> = { each, rowsLoaded };
  for (const [name_, pixelsPerSecond] of Object.entries(SPEEDS)) {
    const beside = await browser.call('scroll', { on: 'plain', pixelsPerSecond, seconds: SECONDS });
    const inbox = await browser.call('scroll', { on: 'inbox', pixelsPerSecond, seconds: SECONDS });
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
}

const shareInTime = ({ frames }: Scrolled): number =>
  frames.filter((frame) => frame <= FRAME_MS).length / frames.length;

const figures = ({ frames, scrolledPx }: Scrolled) => ({
  ...{ frames: frames.length, scrolledPx, inTime: shareInTime({ frames, scrolledPx }) },
  ...{ p50: percentile(frames, 0.5), p99: percentile(frames, 0.99), max: Math.max(...frames) },
});
