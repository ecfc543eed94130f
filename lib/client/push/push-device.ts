/**
 * Push messages to this browser: asking for them, ending them, keeping the server's knowledge of them
 * true. Whether somebody wants them here is remembered per person: on a shared machine the next who signs
 * in gets none that they did not ask for.
 */
import type { PushDeviceList } from '@/lib/contracts/push-devices';
import { requestJson } from '../http/request-json';

const WORKER = '/push-worker.js';
const DEVICES = '/api/v1/push-devices';
const KEY = 'switchboard:push';
/** In which session this browser was last known to the server as a device. */
const SESSION_KEY = 'switchboard:push-session';

/** `install`: an iPhone or iPad, where it works from the home screen only. */
export type PushSupport = 'supported' | 'install' | 'none';

export function pushSupport(): PushSupport {
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) {
    return 'supported';
  }
  return /iPhone|iPad/.test(navigator.userAgent) ? 'install' : 'none';
}

export const isPushDenied = (): boolean =>
  'Notification' in window && Notification.permission === 'denied';

/** Somebody has turned it on here; cheap enough to ask at every start. */
export const isPushWanted = (memberId: string): boolean => localStorage.getItem(KEY) === memberId;

/** Whether this browser is subscribed for this member, as far as it knows itself. */
export async function isPushOn(memberId: string): Promise<boolean> {
  if (pushSupport() !== 'supported' || !isPushWanted(memberId) || isPushDenied()) return false;
  return (await subscription()) !== null;
}

export const readPushDevices = (): Promise<PushDeviceList> =>
  requestJson<PushDeviceList>('GET', DEVICES);

/** Call from a click. Null when the person or the browser said no. Throws `RequestError`. */
export async function turnOnPush(memberId: string): Promise<PushDeviceList | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const devices = await subscribe();
  localStorage.setItem(KEY, memberId);
  return devices;
}

/**
 * Once more at the start of the console: addresses change, and a new session has no devices yet. What
 * was removed on another device, in the very session that set it up, stays removed.
 */
export async function renewPush(memberId: string): Promise<void> {
  if (!isPushWanted(memberId) || pushSupport() !== 'supported') return;
  if (Notification.permission !== 'granted') return;
  const known = await readPushDevices();
  const here = known.devices.some(({ current }) => current);
  const removed = !here && localStorage.getItem(SESSION_KEY) === known.session;
  // One that the browser itself has given up was not removed by anybody.
  if (removed && (await subscription()) !== null) await turnOffPush();
  else await subscribe(known);
}

async function subscribe(given?: PushDeviceList): Promise<PushDeviceList> {
  const registration = await navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' });
  const { publicKey } = given ?? (await readPushDevices());
  const key = fromBase64Url(publicKey);
  const before = await registration.pushManager.getSubscription();
  const stays = before !== null && isSame(before.options.applicationServerKey, key);
  // Made for other keys of ours: nothing would arrive on it any more.
  if (before !== null && !stays) await before.unsubscribe();
  await ready(registration);
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  const current = stays ? before : await registration.pushManager.subscribe(asked);
  const { endpoint, keys } = current.toJSON();
  const replaces = before !== null && !stays ? { replaces: before.endpoint } : {};
  const list = await requestJson<PushDeviceList>('POST', DEVICES, { endpoint, keys, ...replaces });
  localStorage.setItem(SESSION_KEY, list.session);
  return list;
}

/** A subscription needs a worker that runs already. */
async function ready({ installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const coming = installing ?? waiting;
  if (coming === null || coming.state === 'activated') return;
  await new Promise<void>((resolve, reject) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve();
      if (coming.state === 'redundant') reject(new Error('The service worker was not installed.'));
    });
  });
}

/** Ends it in the browser, so that nothing can arrive whatever the server knows. */
export async function turnOffPush(): Promise<void> {
  localStorage.removeItem(KEY);
  localStorage.removeItem(SESSION_KEY);
  await (await subscription())?.unsubscribe();
}

export async function removePushDevice(id: string): Promise<void> {
  await requestJson('DELETE', `${DEVICES}/${id}`);
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Somebody pressed a push while this tab was open. */
export function onPushOpened(open: (path: string) => void): () => void {
  const hear = ({ data }: MessageEvent<unknown>) => {
    const { type, url } = (data ?? {}) as { type?: unknown; url?: unknown };
    if (type === 'push:open' && typeof url === 'string') open(url);
  };
  navigator.serviceWorker.addEventListener('message', hear);
  return () => navigator.serviceWorker.removeEventListener('message', hear);
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function isSame(before: ArrayBuffer | null, key: Uint8Array): boolean {
  if (before === null) return false;
  const bytes = new Uint8Array(before);
  return bytes.length === key.length && bytes.every((byte, place) => byte === key[place]);
}
