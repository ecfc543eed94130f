/**
 * What this browser does when a message comes in and nobody is looking: kept per device. The
 * browser's permission is asked only when somebody presses the switch.
 */
import { createStore } from 'zustand/vanilla';

export interface NotificationSettings {
  desktop: boolean;
  sound: boolean;
}

const KEY = 'switchboard:notifications';

function read(): NotificationSettings {
  const off = { desktop: false, sound: false };
  if (typeof localStorage === 'undefined') return off;
  const words = new Set((localStorage.getItem(KEY) ?? '').split(' '));
  return {
    desktop:
      words.has('desktop') && 'Notification' in window && Notification.permission === 'granted',
    sound: words.has('sound'),
  };
}

export const notificationSettings = createStore<NotificationSettings>(read);

// Of the tabs of a browser any may be the one that makes the sound.
if (typeof window !== 'undefined') {
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY) notificationSettings.setState(read());
  });
}

function keep(next: NotificationSettings): void {
  notificationSettings.setState(next);
  const words = [next.desktop ? 'desktop' : '', next.sound ? 'sound' : ''];
  localStorage.setItem(KEY, words.join(' ').trim());
}

export const canNotify = (): boolean => typeof window !== 'undefined' && 'Notification' in window;

/** Call from a click. Answers false when the browser or the person said no. */
export async function setDesktop(on: boolean): Promise<boolean> {
  const allowed = !on || (await Notification.requestPermission()) === 'granted';
  keep({ ...notificationSettings.getState(), desktop: on && allowed });
  return allowed;
}

export function setSound(on: boolean): void {
  keep({ ...notificationSettings.getState(), sound: on });
}
