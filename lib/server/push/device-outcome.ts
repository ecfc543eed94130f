/** What a push service has let us know of a device. */
import '#server-guard';
import { forget, took } from './push-device-store';

/** It has no such device any more: a browser that wants to hear of us subscribes anew. */
export async function deviceIsGone(id: string, endpoint: string): Promise<void> {
  await forget(id, endpoint);
}

export async function deviceWasReached(id: string, at: Date): Promise<void> {
  await took(id, at);
}
