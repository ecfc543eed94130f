import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/contracts/errors';
import { Admission, type AdmissionOptions } from './admission';
import { TokenBucket } from './token-bucket';

function admission(options: AdmissionOptions = {}) {
  const clock = { ms: 0 };
  let drawn = 0;
  const built = new Admission({
    perSecond: 100,
    sockets: 1_000,
    now: () => clock.ms,
    // Evenly over [0, 1).
    random: () => (drawn = (drawn + 0.618) % 1),
    ...options,
  });
  /** Null when it was let in, else the time it was told. */
  const handshake = (run: () => Promise<unknown> = () => Promise.resolve()) =>
    built.handshake(run).then(
      () => null,
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        expect(error.code).toBe('unavailable');
        return error.retryAfterMs!;
      },
    );
  const crowd = (size: number) => Promise.all(Array.from({ length: size }, () => handshake()));
  return { built, clock, handshake, crowd };
}
const letIn = (told: (number | null)[]) => told.filter((one) => one === null).length;

describe('DRN-1 admission', () => {
  test('DRN-1: so many per second; the others are told when, and everybody gets in by that', async () => {
    const { clock, crowd } = admission({ atOnce: 10_000 });
    const due: number[] = Array.from({ length: 1_000 }, () => 0);
    const perSecond: number[] = [];
    let attempts = 0;
    for (; due.length > 0 && clock.ms < 60_000; clock.ms += 100) {
      const now = due.filter((at) => at <= clock.ms);
      const later = due.filter((at) => at > clock.ms);
      attempts += now.length;
      const told = await crowd(now.length);
      const second = Math.floor(clock.ms / 1_000);
      perSecond[second] = (perSecond[second] ?? 0) + letIn(told);
      due.splice(0, due.length, ...later);
      for (const wait of told) if (wait !== null) due.push(clock.ms + wait);
    }
    expect(due).toEqual([]);
    expect(Math.max(...perSecond.slice(1))).toBeLessThanOrEqual(101);
    // 1,000 at 100 a second take 9 s at the least; nobody is told to wait much longer than that.
    expect(clock.ms).toBeLessThan(25_000);
    expect(attempts).toBeLessThan(4_000);
  });

  test('DRN-1: those told at one moment do not come back at one moment', async () => {
    const { crowd } = admission({ atOnce: 10_000 });
    const told = (await crowd(600)).filter((one) => one !== null);
    expect(told).toHaveLength(500);
    const perTenth = new Map<number, number>();
    for (const wait of told) {
      const tenth = Math.floor(wait / 100);
      perTenth.set(tenth, (perTenth.get(tenth) ?? 0) + 1);
    }
    expect(Math.max(...perTenth.values())).toBeLessThan(50);
    expect(Math.min(...told)).toBeGreaterThanOrEqual(500);
  });

  test('DRN-1: so many are identified at a time, so many wait for it, and the rest is put off', async () => {
    const { handshake } = admission({ atOnce: 2, waiting: 1 });
    const ends: (() => void)[] = [];
    const slow = () => new Promise<void>((resolve) => ends.push(resolve));
    const held = [handshake(slow), handshake(slow), handshake(slow)];
    expect(await handshake()).toBeGreaterThan(0);
    expect(ends).toHaveLength(2);
    ends[0]!();
    await expect.poll(() => ends.length).toBe(3);
    ends[1]!();
    ends[2]!();
    expect(await Promise.all(held)).toEqual([null, null, null]);
    // One that fails gives its place back, too.
    const failing = () => Promise.reject(new AppError('unavailable', { retryAfterMs: 7 }));
    expect(await Promise.all([handshake(failing), handshake(failing)])).toEqual([7, 7]);
    expect(await Promise.all([handshake(), handshake()])).toEqual([null, null]);
  });

  test('DRN-1: an event loop that runs late lets in fewer, and more again step by step', async () => {
    const { built, clock, crowd } = admission({ atOnce: 10_000 });
    await crowd(200);
    for (let n = 0; n < 3; n++) built.adjust(400);
    clock.ms += 1_000;
    expect(letIn(await crowd(200))).toBe(25);
    for (let n = 0; n < 10; n++) built.adjust(0);
    clock.ms += 1_000;
    expect(letIn(await crowd(200))).toBe(100);
  });

  test('LIM-1: no more sockets than files, and openings are bounded, too', () => {
    const { built } = admission();
    expect(built.open(999)).toBe(null);
    expect(built.open(1_000)).toBeGreaterThan(0);
    const opened = Array.from({ length: 1_000 }, () => built.open(0));
    expect(letIn(opened)).toBe(399);
  });
});

test('a bucket gives its burst and then its rate', () => {
  const clock = { ms: 0 };
  const bucket = new TokenBucket(10, 5, () => clock.ms);
  const take = (tries: number) =>
    Array.from({ length: tries }, () => bucket.take()).filter(Boolean);
  expect(take(10)).toHaveLength(5);
  clock.ms += 300;
  expect(take(10)).toHaveLength(3);
  clock.ms += 60_000;
  expect(take(10)).toHaveLength(5);
});
