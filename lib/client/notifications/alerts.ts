/**
 * Which tab of this device makes the sound: the one that leads, and only while no tab of this person
 * is being looked at. Who looks is asked when something comes in, because a tab that was closed or
 * frozen cannot say that it no longer does.
 */
import type { NotificationView } from '@/lib/contracts/notifications';
import { personKey, type Core } from '../core';
import type { NotificationList } from './notification-list';

/** Tabs of one browser answer each other within a few ms. */
const ANSWER_MS = 150;

export interface AlertPorts {
  /** This tab is in front and has the focus. */
  isLooking(): boolean;
  alert(notification: NotificationView): void;
}

/** @returns stops it, so that another tab may lead */
export function startAlerts(core: Core, list: NotificationList, ports: AlertPorts): () => void {
  const { env, self } = core;
  const person = personKey(self);
  const waiting = new Map<string, () => void>();
  let leads = false;

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
    if (!leads || ports.isLooking()) return;
    const asked = `${notification.id}:${notification.version}`;
    const cancel = env.after(ANSWER_MS, () => {
      waiting.delete(asked);
      ports.alert(notification);
    });
    waiting.set(asked, cancel);
    env.tabs.post({ person, type: 'who-looks', asked });
  });

  function settle(asked: string): void {
    waiting.get(asked)?.();
    waiting.delete(asked);
  }

  return () => {
    stopList();
    stopHearing();
    stopLeading();
    for (const cancel of waiting.values()) cancel();
    waiting.clear();
  };
}
