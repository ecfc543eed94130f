import { openLocalStorage, openQueueStorage } from './browser-storage';

/**
 * After `logout` on a shared device: removes this contact's drafts and unsent messages. Stop the
 * client first. Rejects when the browser's storage fails.
 */
export async function forgetVisitor(contactId: string): Promise<void> {
  const person = `contact:${contactId}`;
  const storage = openLocalStorage();
  for (const key of storage?.keys() ?? []) {
    if (key.startsWith(`switchboard:draft:${person}:`)) storage?.remove(key);
  }
  await openQueueStorage()?.forget(person);
}
