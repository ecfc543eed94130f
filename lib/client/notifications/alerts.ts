/**
 * Who of all tabs and devices of a person makes the sound: one of them, and none while somebody looks.
 * On this device the tab that leads offers it, unless another tab answers that it is being looked at
 * (asked when something comes in, because a tab that was closed or frozen cannot say that it no longer
 * is). Among devices the server decides: who asks first has it. A device that is being looked at asks
 * at once and stays silent; the others wait, the longer the less lately they were used.
 */
import type { NotificationView } from '@/lib/contracts/notifications';
import { personKey, type Core } from '../core';
import type { NotificationList } from './notification-list';

/** Tabs of one browser answer each other within a few ms. */
const ANSWER_MS = 150;
/** The server has heard by then of a device that is being looked at. */
const LOOKERS_FIRST_MS = 350;
/** Later per doubling of the minutes since the device was used. */
const PER_DOUBLING_MS = 80;
const LATEST_MS = 800;

export interface AlertPorts {
  /** This tab is in front and has the focus. */
  isLooking(): boolean;
  /** Whether this device was asked to make a sound or the like at all; if not, another may. */
  wants(): boolean;
  /** How long ago somebody was at any tab of this device. */
  idleMs(): number;
  alert(notification: NotificationView): void;
}

export interface Alerts {
  /**
   * Something else that deserves a sound, from a tab that need not lead. `about`: the same words
   * everywhere, 1 to 100 characters. `tell` is called if it is this tab that makes it.
   */
  offer(about: string, tell: () => void): void;
  stop(): void;
}

export function startAlerts(core: Core, list: NotificationList, ports: AlertPorts): Alerts {
  const { env, self, connection } = core;
  const person = personKey(self);
  const waiting = new Map<string, () => void>();
  let leads = false;
  let stopped = false;

  const stopLeading = env.tabs.lead(`switchboard:alert:${person}`, () => {
    leads = true;
  });
  const stopHearing = env.tabs.listen((message) => {
    if (message.person !== person) return;
    if (message.type === 'who-looks' && ports.isLooking()) {
      env.tabs.post({ person, type: 'looks', asked: message.asked });
    }
    if (message.type === 'looks') settle(message.asked);
  });
  const stopList = list.onAlert((notification) => {
    const about = `${notification.id}:${notification.version}`;
    if (ports.isLooking()) void claim(about);
    else if (leads) offer(about, () => ports.alert(notification));
  });

  function offer(about: string, tell: () => void): void {
    if (stopped || !ports.wants() || ports.isLooking() || waiting.has(about)) return;
    const late = Math.min(LATEST_MS, PER_DOUBLING_MS * Math.log2(1 + ports.idleMs() / 60_000));
    const wait = ANSWER_MS + LOOKERS_FIRST_MS + late + env.random() * PER_DOUBLING_MS;
    waiting.set(
      about,
      env.after(wait, () => void claimAndTell(about, tell)),
    );
    env.tabs.post({ person, type: 'who-looks', asked: about });
  }

  async function claimAndTell(about: string, tell: () => void): Promise<void> {
    waiting.delete(about);
    if (ports.isLooking()) return;
    if ((await claim(about)) && !stopped && !ports.isLooking()) tell();
  }

  /** Without an answer there is no sound: the badge says it all the same. */
  async function claim(about: string): Promise<boolean> {
    const answer = await connection.request('notification:alert', { about });
    return answer.ok && answer.data.mine;
  }

  function settle(asked: string): void {
    waiting.get(asked)?.();
    waiting.delete(asked);
  }

  return {
    offer,
    stop() {
      stopped = true;
      stopList();
      stopHearing();
      stopLeading();
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
}
