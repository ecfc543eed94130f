/** The real world for the core: the page's clock, timers, chance, network and storage. */
import type { Environment } from '../environment';
import { browserSignals } from './browser-signals';
import { openLocalStorage, openQueueStorage } from './browser-storage';
import { BrowserTabs } from './browser-tabs';
import { SocketTransport } from './socket-transport';

/** How browsers refuse storage (private windows, third-party frames, a full disk): no defect of ours. */
const REFUSED_STORAGE = new Set([
  'UnknownError',
  'SecurityError',
  'InvalidStateError',
  'QuotaExceededError',
]);

/** On the console of somebody else's page: loud only for what is a defect. */
function report(error: unknown): void {
  const refused = error instanceof DOMException && REFUSED_STORAGE.has(error.name);
  if (refused) console.warn('switchboard: unsent messages are not kept here:', error.message);
  else console.error('switchboard:', error);
}

/** @param url origin of the server; undefined = the page's own */
export function createBrowserEnvironment(url: string | undefined): Environment {
  return {
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    newClientId,
    createTransport: (events) => new SocketTransport(url, events),
    queueStorage: openQueueStorage(),
    keyValue: openLocalStorage(),
    tabs: new BrowserTabs(report),
    signals: browserSignals,
    report,
  };
}

/** 128 random bits; `randomUUID` is missing on plain-http origins. */
function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
