import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fanOutHealth, fanOutHealthy } from '@/lib/platform/fan-out-health';
import type { Logger } from '@/lib/platform/logger';
import { forget } from '@/lib/platform/remember';
import { FanOutProof } from './fan-out-proof';

/** A link whose echo takes `delayMs`, and none while it is `deaf`. */
function scene() {
  const seen = { sent: 0, renewed: 0, back: 0, deaf: false, delayMs: 5 };
  const log = { info: vi.fn(), warn: vi.fn() };
  const proof: FanOutProof = new FanOutProof({
    log: log as unknown as Logger,
    send: (sentAt) => {
      seen.sent += 1;
      if (!seen.deaf) setTimeout(() => proof.heard(sentAt), seen.delayMs);
    },
    renew: () => (seen.renewed += 1),
    onBack: () => (seen.back += 1),
  });
  return { proof, seen, log };
}
async function begun() {
  const made = scene();
  const begin = made.proof.begin(2_000);
  await vi.advanceTimersByTimeAsync(10);
  await begin;
  return made;
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  forget('fan-out-health');
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('the proof that nodes hear each other', () => {
  test('without other nodes there is nothing to lose', () => {
    expect(fanOutHealth().state).toBe('none');
    expect(fanOutHealthy()).toBe(true);
  });

  test('a node that hears itself is well, and nobody is bothered', async () => {
    const { seen, log } = await begun();
    await after(60_000);
    expect(fanOutHealth()).toMatchObject({ state: 'ok', lostSince: null, roundTripMs: 5 });
    expect(seen).toMatchObject({ renewed: 0, back: 0 });
    expect(seen.sent).toBeLessThan(33);
    expect(log.warn).not.toHaveBeenCalled();
  });

  test('silence is noticed within seven seconds, connections are renewed until it ends, told once', async () => {
    const { seen, log } = await begun();
    seen.deaf = true;
    await after(7_000);
    expect(fanOutHealthy()).toBe(false);
    expect(seen.renewed).toBe(1);
    await after(6_000);
    expect(seen.renewed).toBe(4);
    seen.deaf = false;
    await after(510);
    expect(fanOutHealthy()).toBe(true);
    expect(seen.back).toBe(1);
    expect([log.warn.mock.calls.length, log.info.mock.calls.length]).toEqual([1, 1]);
  });

  test('what could not be published counts at once, and is counted', async () => {
    const { proof, seen } = await begun();
    proof.trouble('publish');
    proof.trouble('publish');
    proof.trouble('subscriber-closed');
    expect(fanOutHealth()).toMatchObject({ state: 'lost', publishFailures: 2 });
    await after(600);
    expect(fanOutHealth()).toMatchObject({ state: 'ok', lostSince: null });
    expect(seen).toMatchObject({ back: 1, renewed: 0 });
  });

  test('an echo of before the trouble proves nothing', async () => {
    const { proof, seen } = await begun();
    seen.delayMs = 400;
    await after(2_001); // one is on its way
    proof.trouble('subscriber-closed');
    await after(450);
    expect(fanOutHealthy()).toBe(false);
    await after(500);
    expect(fanOutHealthy()).toBe(true);
  });

  test('a node starts without Redis, after two seconds, and says that it is alone', async () => {
    const { proof, seen } = scene();
    seen.deaf = true;
    let started = false;
    const begin = proof.begin(2_000).then(() => (started = true));
    proof.trouble('probe');
    await after(1_900);
    expect(started).toBe(false);
    expect(fanOutHealthy()).toBe(true);
    await after(200);
    await begin;
    expect(fanOutHealthy()).toBe(false);
  });
});
