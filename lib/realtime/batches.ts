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

export function startBatches(log: Logger): { stop(): Promise<void> } {
  const presence = new Map<string, PresenceBatch>();
  const viewers = new Set<string>();
  const counts = new Set<string>();

  const batchOf = (workspaceId: string) => {
    const batch = presence.get(workspaceId) ?? { contacts: new Map(), staffChanged: false };
    presence.set(workspaceId, batch);
    return batch;
  };
  const onPresence = ({ scope, person, present }: PresenceChange) => {
    const id = scope.slice(2);
    if (scope.startsWith('c:')) viewers.add(id);
    else if (person.startsWith('k:')) batchOf(id).contacts.set(person.slice(2), present);
    else batchOf(id).staffChanged = true;
  };

  const unsubscribe = [
    presenceStore().onChange(onPresence),
    bus().subscribe((message) => {
      if (message.kind === 'inbox-changed') counts.add(message.workspaceId);
      if (message.kind === 'staff-changed') batchOf(message.workspaceId).staffChanged = true;
    }),
  ];
  const timers = [
    repeat(TIMES.presenceBatchMs, log, async () => {
      for (const [id, batch] of take(presence)) await tellPresence(id, batch);
    }),
    repeat(TIMES.countsBatchMs, log, async () => {
      for (const [id] of take(counts)) await tellCounts(id);
      for (const [id] of take(viewers)) await tellViewers(id);
    }),
  ];
  return {
    stop: async () => {
      for (const end of unsubscribe) end();
      await Promise.all(timers.map((timer) => timer.stop()));
    },
  };
}

/** Empties the collection before anything is awaited, so that nothing added meanwhile is lost. */
function take<Key, Value>(from: {
  entries(): Iterable<[Key, Value]>;
  clear(): void;
}): [Key, Value][] {
  const taken = [...from.entries()];
  from.clear();
  return taken;
}
