import { expect, it, vi } from 'vitest';
import { desktopNotes } from './desktop-notes';

const LINUX = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0';
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile';

async function page(userAgent: string, has: { worker?: boolean; throws?: boolean } = {}) {
  const made: { title: string; onclick?: () => void; close: () => void }[] = [];
  class Shown {
    onclick?: () => void;
    close = vi.fn();
    constructor(readonly title: string) {
      if (has.throws) throw new TypeError('Illegal constructor');
      made.push(this);
    }
  }
  const showNotification = vi.fn(() => Promise.resolve());
  const ready = has.worker ? Promise.resolve({ showNotification }) : new Promise<never>(() => {});
  const focus = vi.fn();
  const notes = desktopNotes({
    navigator: { userAgent, serviceWorker: { ready } },
    ...{ Notification: Shown as never, focus },
  });
  await Promise.resolve();
  return { notes, made, showNotification, focus };
}
const note = () => ({
  ...{ title: 'Kim', body: 'Hello', tag: 'c1', data: { url: '/inbox/c1', ids: ['n1'] } },
  onPress: vi.fn<() => void>(),
});

it('is made by the page, and a press on it leads there', async () => {
  const { notes, made, showNotification, focus } = await page(LINUX, { worker: true });
  const one = note();
  notes.show(one);
  made[0]!.onclick!();
  expect([made.length, focus.mock.calls.length, one.onPress.mock.calls.length]).toEqual([1, 1, 1]);
  expect(made[0]!.close).toHaveBeenCalled();
  expect(showNotification).not.toHaveBeenCalled();
});

it('is made by the service worker on Android, with all that a press needs', async () => {
  const { notes, made, showNotification } = await page(ANDROID, { worker: true });
  expect(notes.can()).toBe(true);
  notes.show(note());
  expect(made).toEqual([]);
  expect(showNotification).toHaveBeenCalledWith('Kim', {
    ...{ body: 'Hello', tag: 'c1', icon: '/icon.svg', data: { url: '/inbox/c1', ids: ['n1'] } },
  });
});

it('is left to other devices where there is no worker', async () => {
  expect((await page(ANDROID)).notes.can()).toBe(false);
  expect((await page(LINUX)).notes.can()).toBe(true);
});

it('goes to the worker where the page turns out not to be able to, and is no longer offered without', async () => {
  const able = await page(LINUX, { worker: true, throws: true });
  able.notes.show(note());
  expect(able.showNotification).toHaveBeenCalledOnce();
  const unable = await page(LINUX, { throws: true });
  unable.notes.show(note());
  expect(unable.notes.can()).toBe(false);
});
