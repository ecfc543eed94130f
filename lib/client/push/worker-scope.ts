/** The little of a service worker's world that ours uses: the compiler's own is of pages. */

export interface WindowTab {
  url: string;
  visibilityState: DocumentVisibilityState;
  focus(): Promise<WindowTab>;
  postMessage(message: unknown): void;
}

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushReceived extends LastingEvent {
  data: { json(): unknown } | null;
}
interface NotificationPressed extends LastingEvent {
  notification: Notification;
}
interface SubscriptionChanged extends LastingEvent {
  oldSubscription?: PushSubscription | null;
  newSubscription?: PushSubscription | null;
}

interface WorkerEvents {
  install: LastingEvent;
  activate: LastingEvent;
  push: PushReceived;
  notificationclick: NotificationPressed;
  pushsubscriptionchange: SubscriptionChanged;
}

export interface WorkerScope {
  registration: ServiceWorkerRegistration;
  location: { origin: string };
  navigator: Navigator;
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<WindowTab[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}
