/** The real world for the core: the page's clock, timers, chance, network and storage. */
import type { Environment } from '../environment';
import { browserSignals } from './browser-signals';
import { openLocalStorage, openQueueStorage } from './browser-storage';
import { BrowserTabs } from './browser-tabs';
import { SocketTransport } from './socket-transport';

const report = (error: unknown) => console.error('switchboard:', error);

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
