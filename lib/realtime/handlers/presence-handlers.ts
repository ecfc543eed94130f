import type { MemberActor } from '@/lib/domain/actors/actor';
import { requireMemberActor } from '@/lib/domain/conversations/authorise';
import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';
import { setVisit } from '@/lib/server/contacts/set-visit';
import { setAvailability } from '@/lib/server/presence/set-availability';
import type { Connection } from '../connection';
import type { Handlers } from '../handler';

/** Also without the member's asking: when the connection ends. */
export async function look(
  actor: MemberActor,
  looking: boolean,
  connection: Connection,
): Promise<void> {
  const { data } = connection;
  // Said before the connection has ended, heard after.
  if (data.looking === looking || (looking && !connection.connected)) return;
  data.looking = looking;
  const where = [presenceScope.looking(actor.workspaceId), personKey.member(actor.id)] as const;
  if (looking) await presenceStore().enter(...where, connection.id);
  else await presenceStore().leave(...where, connection.id);
}

export const presenceHandlers = {
  'presence:set': { limit: 'command', handle: setAvailability },
  'presence:look': {
    limit: 'receipt',
    handle: async (actor, { looking }, connection) => {
      requireMemberActor(actor);
      await look(actor, looking, connection);
      return {};
    },
  },
  'visit:set': {
    limit: 'visit',
    handle: async (actor, payload) => {
      await setVisit(actor, payload);
      return {};
    },
  },
} satisfies Partial<Handlers>;
