import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchAttention } from './watch-attention';

const MINUTE = 60_000;

function page(visibilityState: DocumentVisibilityState = 'visible') {
  const document = Object.assign(new EventTarget(), { visibilityState });
  const window = new EventTarget();
  const told: boolean[] = [];
  const stop = watchAttention((attended) => told.push(attended), { document, window } as never);
  const show = (state: DocumentVisibilityState) => {
    document.visibilityState = state;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  return { told, stop, show, use: (sign: string) => window.dispatchEvent(new Event(sign)) };
}

describe('whether somebody is at a tab', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('as long as it is used, however little', () => {
    const { told, use } = page();
    for (const sign of ['pointermove', 'keydown', 'wheel', 'focus', 'pointerdown']) {
      vi.advanceTimersByTime(2 * MINUTE);
      use(sign);
    }
    expect(told).toEqual([true]);
  });

  it('not at a screen that was left alone, until somebody is back', () => {
    const { told, use } = page();
    vi.advanceTimersByTime(2 * MINUTE);
    use('keydown');
    vi.advanceTimersByTime(3 * MINUTE - 1);
    expect(told).toEqual([true]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([true, false]);
    vi.advanceTimersByTime(600 * MINUTE);
    use('pointermove');
    expect(told).toEqual([true, false, true]);
  });

  it('not at a hidden one, whatever happens in it', () => {
    const { told, show, use } = page('hidden');
    use('focus');
    expect(told).toEqual([false]);
    show('visible');
    show('hidden');
    expect(told).toEqual([false, true, false]);
    vi.advanceTimersByTime(10 * MINUTE);
    show('visible');
    expect(told.at(-1)).toBe(true);
  });

  it('says nothing more when it is over', () => {
    const { told, stop, show, use } = page();
    stop();
    vi.advanceTimersByTime(10 * MINUTE);
    use('keydown');
    show('hidden');
    expect(told).toEqual([true]);
  });
});
