/** The worker's own code in a made-up service worker's world; what it sends is held to the contracts. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inboxChangeSchema } from '@/lib/contracts/notification-api';
import { pushSubscriptionSchema } from '@/lib/contracts/push-devices';

const ORIGIN = 'https://desk.test';
const DEVICES = '/api/v1/push-devices';
const CHANGES = '/api/v1/notifications/changes';
const ID = '01890000-0000-7000-8000-000000000001';
const [OLD, NEW] = ['https://push.test/old', 'https://push.test/new'];
const KEYS = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) };

interface Sent {
  path: string;
  body: unknown;
}

function tab(path: string, visibilityState = 'hidden', focus = () => Promise.resolve()) {
  return {
    url: `${ORIGIN}${path}`,
    ...{ visibilityState, focus: vi.fn(focus), postMessage: vi.fn() },
  };
}
type Tab = ReturnType<typeof tab>;

function subscription(endpoint: string, applicationServerKey: ArrayBuffer | null = null) {
  const toJSON = () => ({ endpoint, expirationTime: null, keys: KEYS });
  return { endpoint, options: { applicationServerKey }, toJSON };
}

interface World {
  tabs?: Tab[];
  online?: boolean;
  badges?: 'taken' | 'refused';
}

async function startWorker({ tabs = [], online = true, badges = 'taken' }: World = {}) {
  const listeners = new Map<string, (event: object) => void>();
  const sent: Sent[] = [];
  const opened: string[] = [];
  const mark = () =>
    badges === 'taken' ? Promise.resolve() : Promise.reject(new Error('no app here'));
  const world = {
    listeners,
    ...{ sent, opened },
    navigator: { setAppBadge: vi.fn(mark), clearAppBadge: vi.fn(mark) },
    registration: {
      showNotification: vi.fn((_title: string, _options: object) => Promise.resolve()),
      pushManager: { subscribe: vi.fn(() => Promise.resolve(subscription(NEW))) },
    },
  };
  vi.stubGlobal('addEventListener', (name: string, listener: (event: object) => void) =>
    listeners.set(name, listener),
  );
  vi.stubGlobal('location', { origin: ORIGIN });
  vi.stubGlobal('registration', world.registration);
  vi.stubGlobal('navigator', world.navigator);
  vi.stubGlobal('clients', {
    matchAll: () => Promise.resolve(tabs),
    openWindow: (url: string) => Promise.resolve(void opened.push(url)),
  });
  vi.stubGlobal('fetch', (path: string, { method, body }: { method: string; body: string }) => {
    expect(method).toBe('POST');
    if (!online) return Promise.reject(new TypeError('Failed to fetch'));
    sent.push({ path, body: JSON.parse(body) });
    return Promise.resolve({ ok: true });
  });
  vi.resetModules();
  await import('./push-worker');

  /** Ends when everything that the worker asked to be waited for has; rejects as the browser would see it. */
  const dispatch = async (name: string, event: object): Promise<void> => {
    const works: Promise<unknown>[] = [];
    listeners.get(name)!({ ...event, waitUntil: (work: Promise<unknown>) => works.push(work) });
    expect(works).toHaveLength(1);
    await Promise.all(works);
  };
  const press = async (data: unknown): Promise<void> => {
    const close = vi.fn();
    await dispatch('notificationclick', { notification: { data, close } });
    expect(close).toHaveBeenCalledOnce();
  };
  return { ...world, dispatch, press };
}

afterEach(() => void vi.unstubAllGlobals());

describe('a push', () => {
  it('is shown in the place of the one before of its subject, and marks the app', async () => {
    const { dispatch, registration, navigator } = await startWorker();
    const message = {
      title: 'Kim',
      body: 'Hello',
      url: '/inbox/c1',
      tag: 'c1',
      badge: 3,
      ids: [ID],
    };
    await dispatch('push', { data: { json: () => message } });
    const data = { url: '/inbox/c1', ids: [ID] };
    expect(registration.showNotification.mock.calls).toEqual([
      ['Kim', expect.objectContaining({ body: 'Hello', tag: 'c1', renotify: true, data })],
    ]);
    expect(navigator.setAppBadge).toHaveBeenCalledWith(3);
    await dispatch('push', { data: { json: () => ({ ...message, badge: 0 }) } });
    expect(navigator.clearAppBadge).toHaveBeenCalledOnce();
  });

  it.each([
    ['nothing', null],
    ['no JSON', { json: () => JSON.parse('<') as unknown }],
    ['null', { json: () => null }],
    ['fields of other types', { json: () => ({ title: 1, url: {}, ids: 'x', badge: '9' }) }],
  ])('that holds %s is shown all the same', async (_name, data) => {
    const { dispatch, registration } = await startWorker({ badges: 'refused' });
    await dispatch('push', { data });
    const [title, options] = registration.showNotification.mock.calls[0]!;
    expect(title).toBe('You have a new notification');
    expect(options).toMatchObject({ data: { url: '/notifications', ids: [] } });
  });
});

describe('a press', () => {
  it('leads the tab of the desk that is in sight there, and deals with what it told of', async () => {
    const tabs = [tab('/demo', 'visible'), tab('/notifications'), tab('/inbox/c7', 'visible')];
    const { press, opened, sent } = await startWorker({ tabs });
    await press({ url: '/inbox/c1', ids: [ID] });
    expect(tabs.map(({ focus }) => focus.mock.calls.length)).toEqual([0, 0, 1]);
    expect(tabs[2]!.postMessage.mock.calls).toEqual([[{ type: 'push:open', url: '/inbox/c1' }]]);
    expect(opened).toEqual([]);
    expect(sent.map(({ path }) => path)).toEqual([CHANGES]);
    expect(inboxChangeSchema.parse(sent[0]!.body)).toEqual({
      ids: [ID],
      change: { kind: 'interact' },
    });
  });

  it('brings a tab of the desk forward that is behind others', async () => {
    const tabs = [tab('/settings/profile', 'visible'), tab('/inbox')];
    const { press, opened } = await startWorker({ tabs });
    await press({ url: '/inbox/c1', ids: [] });
    expect(tabs[1]!.postMessage).toHaveBeenCalledOnce();
    expect(opened).toEqual([]);
  });

  it.each([
    ['no tab of the desk is open', [tab('/demo'), tab('/inboxes')]],
    ['the tab may not be focused', [tab('/inbox', 'hidden', () => Promise.reject(new Error()))]],
  ])('opens a new one where %s', async (_name, tabs) => {
    const { press, opened } = await startWorker({ tabs });
    await press({ url: '/inbox/c1', ids: [] });
    expect(opened).toEqual([`${ORIGIN}/inbox/c1`]);
    for (const { postMessage } of tabs) expect(postMessage).not.toHaveBeenCalled();
  });

  it("never leads a tab of the desk to a page of a customer's product", async () => {
    const tabs = [tab('/inbox', 'visible')];
    const { press, opened } = await startWorker({ tabs });
    await press({ url: 'https://shop.test/orders/1', ids: [ID] });
    expect(opened).toEqual(['https://shop.test/orders/1']);
    expect(tabs[0]!.focus).not.toHaveBeenCalled();
  });

  it('on a digest of many leads to the inbox and marks nothing', async () => {
    const { press, opened, sent } = await startWorker();
    await press(null);
    expect(opened).toEqual([`${ORIGIN}/notifications`]);
    expect(sent).toEqual([]);
  });

  it('leads there without a network, too', async () => {
    const { press, opened } = await startWorker({ online: false });
    await press({ url: '/inbox/c1', ids: [ID] });
    expect(opened).toEqual([`${ORIGIN}/inbox/c1`]);
  });
});

describe('another address', () => {
  const changed = async (event: object, world?: World) => {
    const worker = await startWorker(world);
    await worker.dispatch('pushsubscriptionchange', event);
    const { pushManager } = worker.registration;
    return { sent: worker.sent, asked: pushManager.subscribe.mock.calls };
  };
  const saved = (sent: Sent[]) =>
    sent.map(({ path, body }) => [path, pushSubscriptionSchema.parse(body)]);

  it('given by the browser is told to the server in the place of the old one', async () => {
    const { sent, asked } = await changed({
      oldSubscription: subscription(OLD),
      newSubscription: subscription(NEW),
    });
    expect(saved(sent)).toEqual([[DEVICES, { endpoint: NEW, keys: KEYS, replaces: OLD }]]);
    expect(asked).toEqual([]);
  });

  it('is asked for with the key of before where the browser gives none', async () => {
    const key = new Uint8Array([4, 1, 2]).buffer;
    const { sent, asked } = await changed({ oldSubscription: subscription(OLD, key) });
    expect(asked).toEqual([[{ userVisibleOnly: true, applicationServerKey: key }]]);
    expect(saved(sent)).toEqual([[DEVICES, { endpoint: NEW, keys: KEYS, replaces: OLD }]]);
  });

  it('replaces nothing where it is the same, or none is known', async () => {
    for (const oldSubscription of [subscription(NEW), null]) {
      const { sent } = await changed({ oldSubscription, newSubscription: subscription(NEW) });
      expect(saved(sent)).toEqual([[DEVICES, { endpoint: NEW, keys: KEYS }]]);
    }
  });

  it.each([
    ['nothing of before', {}],
    ['no key', { oldSubscription: subscription(OLD), newSubscription: null }],
  ])('is left to the desk where there is %s', async (_name, event) => {
    const { sent, asked } = await changed(event);
    expect([sent, asked]).toEqual([[], []]);
  });

  it('that cannot be told to the server is no failure: the desk tells it at its next start', async () => {
    const { sent } = await changed({ newSubscription: subscription(NEW) }, { online: false });
    expect(sent).toEqual([]);
  });
});
