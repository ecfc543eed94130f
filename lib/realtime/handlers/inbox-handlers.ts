import { rooms } from '@/lib/contracts/rooms';
import { requireMemberActor } from '@/lib/domain/conversations/authorise';
import { readContact } from '@/lib/server/contacts/read-contact';
import { openInbox, pageInbox, searchInbox, syncInbox } from '@/lib/server/inbox/inbox';
import type { Handlers } from '../handler';

export const inboxHandlers = {
  'inbox:subscribe': {
    limit: 'read',
    handle: async (actor, payload, connection) => {
      requireMemberActor(actor);
      await connection.join(rooms.inbox(actor.workspaceId));
      return openInbox(actor, payload);
    },
  },
  'inbox:page': { limit: 'read', handle: pageInbox },
  'inbox:sync': { limit: 'read', handle: syncInbox },
  'inbox:search': { limit: 'search', handle: searchInbox },
  'contact:read': { limit: 'read', handle: readContact },
} satisfies Partial<Handlers>;
