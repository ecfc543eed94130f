/** What a browser is subscribed to at the start of the console, in a made-up browser. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PushDeviceList } from '@/lib/contracts/push-devices';
import { isPushWanted, renewPush, turnOnPush } from './push-device';

const ME = 'robin';

function browser() {
  const kept = new Map<string, string>();
  const device = { id: 'd1', device: 'Firefox on Linux', createdAt: '', lastSentAt: null };
  const server = { session: 'first', known: new Set<string>(), saved: 0 };
  let subscribed = false;
  const subscription = {
    endpoint: 'https://push.test/1',
    options: { applicationServerKey: new Uint8Array([1]).buffer },
    toJSON: () => ({ endpoint: 'https://push.test/1', keys: {} }),
    unsubscribe: () => Promise.resolve((subscribed = false)),
  };
  const registration = {
    ...{ installing: null, waiting: null },
    pushManager: {
      getSubscription: () => Promise.resolve(subscribed ? subscription : null),
      subscribe: () => {
        subscribed = true;
        return Promise.resolve(subscription);
      },
    },
  };
  const list = (): PushDeviceList => ({
    ...{ publicKey: 'AQ', session: server.session },
    devices: server.known.has(server.session) ? [{ ...device, current: true }] : [],
  });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal('navigator', {
    userAgent: '',
    serviceWorker: {
      register: () => Promise.resolve(registration),
      getRegistration: () => Promise.resolve(registration),
    },
  });
  const Notification = {
    permission: 'granted',
    requestPermission: () => Promise.resolve('granted'),
  };
  vi.stubGlobal('window', { PushManager: {}, Notification });
  vi.stubGlobal('Notification', Notification);
  vi.stubGlobal('fetch', (_path: string, { method }: RequestInit) => {
    if (method === 'POST') {
      server.known.add(server.session);
      server.saved += 1;
    }
    return Promise.resolve(Response.json(list()));
  });
  return {
    server,
    isSubscribed: () => subscribed,
    forgetSubscription: () => (subscribed = false),
  };
}

let made: ReturnType<typeof browser>;
beforeEach(async () => {
  made = browser();
  await turnOnPush(ME);
});
afterEach(() => vi.unstubAllGlobals());

it('is confirmed at each start', async () => {
  await renewPush(ME);
  expect(made.server.saved).toBe(2);
  expect(made.isSubscribed()).toBe(true);
});

it('stays removed when it was removed on another device', async () => {
  made.server.known.clear();
  await renewPush(ME);
  expect([made.isSubscribed(), isPushWanted(ME), made.server.saved]).toEqual([false, false, 1]);
  await renewPush(ME);
  expect(made.server.saved).toBe(1);
  await turnOnPush(ME);
  expect([made.isSubscribed(), isPushWanted(ME), made.server.saved]).toEqual([true, true, 2]);
});

it('is there again after signing in again, whose devices went with the session', async () => {
  made.server.known.clear();
  made.server.session = 'second';
  await renewPush(ME);
  expect([made.isSubscribed(), made.server.known]).toEqual([true, new Set(['second'])]);
  made.server.known.clear();
  await renewPush(ME);
  expect(made.isSubscribed()).toBe(false);
});

it('is made anew where the browser gave it up', async () => {
  made.server.known.clear();
  made.forgetSubscription();
  await renewPush(ME);
  expect([made.isSubscribed(), made.server.saved]).toEqual([true, 2]);
});
