/**
 * Ends the snoozes whose time has come: one step of each inbox, told to all devices of its owner. What
 * is due is asked of the table, so nothing is forgotten over a restart; of several nodes that try, one
 * finds something to change.
 */
import { changeOwn, readDue } from './notification-store';
import { tellChanged } from './tell-changed';

const BATCH = 200;

export async function wakeNotifications(): Promise<void> {
  for (const person of await readDue(BATCH)) {
    const woken = await changeOwn(person.id, { kind: 'wake', ids: null, upToVersion: null });
    if (woken.ids.length > 0) await tellChanged(person, woken);
  }
}
