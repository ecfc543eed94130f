/**
 * The service worker (`/push-worker.js`): shows what is pushed, and on a press leads to the right place in
 * a tab that is open, or in a new one. It keeps nothing and stands between no page and the network. Every
 * push is shown, because browsers take the permission away from who is silent; that nobody is told what
 * they have on screen is the server's business.
 */
import type { PushMessage } from '@/lib/contracts/push-devices';
import type { WindowTab, WorkerScope } from './worker-scope';

const scope = globalThis as unknown as WorkerScope;
const CONSOLE_PATHS = /^\/(inbox|notifications)(\/|$)/;

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));

/** What cannot be read has to be shown as something all the same. */
function read(data: { json(): unknown } | null): PushMessage {
  let given: Partial<PushMessage> = {};
  try {
    given = (data?.json() ?? {}) as Partial<PushMessage>;
  } catch {
    // Not ours, or of another version: the words below stand in.
  }
  const text = (value: unknown, otherwise: string) =>
    typeof value === 'string' ? value : otherwise;
  return {
    title: text(given.title, 'You have a new notification'),
    body: text(given.body, ''),
    url: text(given.url, '/notifications'),
    tag: text(given.tag, 'notification'),
    badge: typeof given.badge === 'number' ? given.badge : 0,
    ids: Array.isArray(given.ids) ? given.ids.filter((id) => typeof id === 'string') : [],
  };
}

async function show({ title, body, tag, badge, url, ids }: PushMessage): Promise<void> {
  await scope.registration.showNotification(title, {
    body,
    tag,
    // The same subject again is news again, in the place of what stood there.
    renotify: true,
    icon: '/icon.svg',
    data: { url, ids },
  } as NotificationOptions);
  if ('setAppBadge' in scope.navigator) {
    // An ornament: where there is no app on a home screen it is refused.
    await (badge > 0 ? scope.navigator.setAppBadge(badge) : scope.navigator.clearAppBadge()).catch(
      () => {},
    );
  }
}

scope.addEventListener('notificationclick', (event) => {
  const { url = '/notifications', ids = [] } = (event.notification.data ??
    {}) as Partial<PushMessage>;
  event.notification.close();
  event.waitUntil(Promise.all([lead(url), dealWith(ids)]));
});

async function lead(url: string): Promise<void> {
  const target = new URL(url, scope.location.origin);
  if (target.origin === scope.location.origin) {
    const tabs = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const open = tabs.filter((tab) => CONSOLE_PATHS.test(new URL(tab.url).pathname));
    const tab = open.find(({ visibilityState }) => visibilityState === 'visible') ?? open[0];
    if (tab !== undefined && (await bringForward(tab))) {
      tab.postMessage({ type: 'push:open', url: target.pathname });
      return;
    }
  }
  await scope.clients.openWindow(target.href);
}

/** False where the browser does not let us; then a new tab it is. */
const bringForward = (tab: WindowTab): Promise<boolean> =>
  tab.focus().then(
    () => true,
    () => false,
  );

/** Read and opened, on every device. When it fails the inbox still shows it: it is opened from there. */
async function dealWith(ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await send('/api/v1/notifications/changes', { ids, change: { kind: 'interact' } });
}

/** The browser was given another address by its push service. */
scope.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription: old, newSubscription: fresh } = event;
  event.waitUntil(renew(old ?? null, fresh ?? null));
});

async function renew(old: PushSubscription | null, given: PushSubscription | null): Promise<void> {
  const fresh = given ?? (await subscribeAgain(old));
  if (fresh === null) return;
  const { endpoint, keys } = fresh.toJSON();
  const replaces = old && old.endpoint !== endpoint ? { replaces: old.endpoint } : {};
  await send('/api/v1/push-devices', { endpoint, keys, ...replaces });
}

/** Null: without the key of before only the console knows how; it does so when it is opened next. */
async function subscribeAgain(old: PushSubscription | null): Promise<PushSubscription | null> {
  const key = old?.options.applicationServerKey;
  if (!key) return null;
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  return scope.registration.pushManager.subscribe(asked);
}

/** With the session's cookie. Who has signed out is refused, and that is right. */
async function send(path: string, body: unknown): Promise<void> {
  await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {});
}
