import { claimAlert } from '@/lib/server/notifications/claim-alert';
import {
  changeNotifications,
  markAllNotifications,
  openNotifications,
  pageNotifications,
  syncNotifications,
  undoNotifications,
} from '@/lib/server/notifications/own-inbox';
import { readOwnPreferences, updateOwnPreferences } from '@/lib/server/preferences/own-preferences';
import type { Handlers } from '../handler';

export const notificationHandlers = {
  'notification:subscribe': { limit: 'read', handle: openNotifications },
  'notification:page': { limit: 'read', handle: pageNotifications },
  'notification:sync': { limit: 'read', handle: syncNotifications },
  'notification:change': { limit: 'command', handle: changeNotifications },
  'notification:mark-all': { limit: 'command', handle: markAllNotifications },
  'notification:undo': { limit: 'command', handle: undoNotifications },
  'notification:alert': { limit: 'receipt', handle: claimAlert },
  'notification:preferences': { limit: 'read', handle: readOwnPreferences },
  'notification:prefer': { limit: 'command', handle: updateOwnPreferences },
} satisfies Partial<Handlers>;
