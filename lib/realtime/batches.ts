/**
 * Many small changes become one frame: presence once a second, counts and viewers a few times a
 * second, per workspace or conversation, however many people cause them.
 */
import { TIMES } from '@/lib/contracts/limits';
import { bus } from '@/lib/platform/bus';
import type { Logger } from '@/lib/platform/logger';
import { presenceStore, type PresenceChange } from '@/lib/platform/presence-store';
import { repeat } from '@/lib/platform/repeat';
import { tellCounts } from '@/lib/server/inbox/inbox-beat';
import { tellPresence, type PresenceBatch } from '@/lib/server/presence/tell-presence';
import { tellViewers } from '@/lib/server/presence/tell-viewers';
import { flush } from './flush';

export function startBatches(log: Logger): { stop(): Promise<void> } {
  const presence = new Map<string, PresenceBatch>();
  const viewers = new Set<string>();
  const counts = new Set<string>();

  const batchOf = (workspaceId: string) => {
    const batch = presence.get(workspaceId) ?? { contacts: new Map(), staffChanged: false };
    presence.set(workspaceId, batch);
    return batch;
  };
  /** What has happened since is newer than what could not be told. */
  const putBack = (id: string, { contacts, staffChanged }: PresenceBatch) => {
    const batch = batchOf(id);
    batch.contacts = new Map([...contacts, ...batch.contacts]);
    batch.staffChanged ||= staffChanged;
  };
  const onPresence = ({ scope, person, present }: PresenceChange) => {
    const id = scope.slice(2);
    if (scope.startsWith('l:')) return;
    if (scope.startsWith('c:')) viewers.add(id);
    else if (person.startsWith('k:')) batchOf(id).contacts.set(person.slice(2), present);
    else batchOf(id).staffChanged = true;
  };

  const onRepair = (scopes: string[]) => {
    for (const scope of scopes) {
      if (scope.startsWith('l:')) continue;
      if (scope.startsWith('c:')) viewers.add(scope.slice(2));
      // Visitors without staff beside them are told of staff, too.
      else batchOf(scope.slice(2)).staffChanged = true;
    }
  };

  const unsubscribe = [
    presenceStore().onChange(onPresence),
    presenceStore().onRepair(onRepair),
    bus().subscribe((message) => {
      if (message.kind === 'inbox-changed') counts.add(message.workspaceId);
      if (message.kind === 'staff-changed') batchOf(message.workspaceId).staffChanged = true;
    }),
  ];
  const timers = [
    repeat(TIMES.presenceBatchMs, log, () => flush(presence, tellPresence, putBack)),
    repeat(TIMES.countsBatchMs, log, () => flush(counts, tellCounts, (id) => counts.add(id))),
    repeat(TIMES.countsBatchMs, log, () => flush(viewers, tellViewers, (id) => viewers.add(id))),
  ];
  return {
    stop: async () => {
      for (const end of unsubscribe) end();
      await Promise.all(timers.map((timer) => timer.stop()));
    },
  };
}
