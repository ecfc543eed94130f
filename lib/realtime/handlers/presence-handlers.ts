import { setVisit } from '@/lib/server/contacts/set-visit';
import { setAvailability } from '@/lib/server/presence/set-availability';
import type { Handlers } from '../handler';

export const presenceHandlers = {
  'presence:set': { limit: 'command', handle: setAvailability },
  'visit:set': {
    limit: 'visit',
    handle: async (actor, payload) => {
      await setVisit(actor, payload);
      return {};
    },
  },
} satisfies Partial<Handlers>;
