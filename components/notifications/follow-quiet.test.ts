import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { NotificationPreferencesView } from '@/lib/contracts/notification-preferences';
import { followQuiet } from './follow-quiet';

const NOW = Date.parse('2026-06-10T12:00:00Z');
const MINUTE = 60_000;

type Quiet = Pick<NotificationPreferencesView, 'quietHours' | 'doNotDisturbUntil'>;
const NEVER: Quiet = { quietHours: null, doNotDisturbUntil: null };
const hours = (fromMinute: number, untilMinute: number, timeZone = 'UTC'): Quiet => ({
  quietHours: { timeZone, ranges: [{ weekday: 3, fromMinute, untilMinute }] },
  doNotDisturbUntil: null,
});
const until = (ms: number): Quiet => ({
  quietHours: null,
  doNotDisturbUntil: new Date(NOW + ms).toISOString(),
});

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

function follow(preferences: Quiet) {
  let changed = () => {};
  const now = { preferences, online: true };
  const readPreferences = vi.fn(() =>
    Promise.resolve(now.online ? { ok: true, data: now.preferences } : { ok: false, error: {} }),
  );
  const onPreferred = (listener: () => void) => {
    changed = listener;
    return () => {};
  };
  const follower = followQuiet({ readPreferences, onPreferred } as never);
  return { follower, now, readPreferences, changed: () => changed() };
}

it.each([
  ['in quiet hours', hours(11 * 60, 13 * 60), true],
  ['not before them', hours(12 * 60 + 1, 13 * 60), false],
  ['on the clock of their own time zone', hours(20 * 60, 22 * 60, 'Asia/Tokyo'), true],
  ['for who asked not to be disturbed', until(1), true],
  ['no longer than that', until(0), false],
  ['not for anybody else', NEVER, false],
])('is quiet %s', async (_what, preferences, quiet) => {
  expect(await follow(preferences).follower.isQuiet()).toBe(quiet);
});

it('asks once, and again when they have changed or long ago', async () => {
  const { follower, now, readPreferences, changed } = follow(NEVER);
  await Promise.all([follower.isQuiet(), follower.isQuiet()]);
  await follower.isQuiet();
  expect(readPreferences).toHaveBeenCalledTimes(1);
  now.preferences = until(60 * MINUTE);
  changed();
  expect(await follower.isQuiet()).toBe(true);
  vi.setSystemTime(NOW + 6 * MINUTE);
  now.preferences = NEVER;
  expect(await follower.isQuiet()).toBe(false);
  expect(readPreferences).toHaveBeenCalledTimes(3);
});

it('is not quiet of what cannot be asked, and asks again', async () => {
  const { follower, now } = follow(until(MINUTE));
  now.online = false;
  expect(await follower.isQuiet()).toBe(false);
  now.online = true;
  expect(await follower.isQuiet()).toBe(true);
});
