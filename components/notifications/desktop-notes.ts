/**
 * Notes on the screen of the device. Where pages may not make any (Android's browsers: the constructor
 * throws) the service worker does, if there is one; a device that can make none says so before it takes
 * the alert from the others.
 */

export interface DesktopNote {
  title: string;
  body: string;
  /** A newer one of the same takes its place. */
  tag: string;
  /** For the service worker, which has nothing else to go by: where it leads, and what it deals with. */
  data: { url: string; ids: string[] };
  onPress: () => void;
}

export interface DesktopNotes {
  can(): boolean;
  show(note: DesktopNote): void;
}

/** As much of a page as it takes. */
export interface NotingPage {
  navigator: {
    userAgent: string;
    serviceWorker?: { ready: Promise<Pick<ServiceWorkerRegistration, 'showNotification'>> };
  };
  Notification?: typeof Notification;
  focus(): void;
}

export function desktopNotes(page: NotingPage): DesktopNotes {
  let byPage = page.Notification !== undefined && !/Android/i.test(page.navigator.userAgent);
  let worker: Pick<ServiceWorkerRegistration, 'showNotification'> | null = null;
  // Never, where push was never turned on.
  void page.navigator.serviceWorker?.ready.then((registration) => {
    worker = registration;
  });

  function showByPage({ title, body, tag, onPress }: DesktopNote): boolean {
    if (!byPage || page.Notification === undefined) return false;
    try {
      const note = new page.Notification(title, { body, tag });
      note.onclick = () => {
        page.focus();
        onPress();
        note.close();
      };
      return true;
    } catch {
      // A browser that only workers may do it in: not asked again.
      byPage = false;
      return false;
    }
  }

  return {
    can: () => byPage || worker !== null,
    show(note) {
      if (showByPage(note)) return;
      const { title, body, tag, data } = note;
      // Refused once the permission is gone: the badge says it all the same.
      worker?.showNotification(title, { body, tag, icon: '/icon.svg', data }).catch(() => {});
    },
  };
}
