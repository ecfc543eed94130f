/** The console's client over any environment: the shared core, the inbox, commands and presence. */
import type { ConversationView } from '@/lib/contracts/conversations';
import { applyToConversation } from '@/lib/domain/conversations/fold';
import { createStaffCommands } from './commands/staff-commands';
import { PROBE_TIMEOUT_MS } from './connection/connection';
import { createCore } from './create-core';
import type { Environment } from './environment';
import { InboxList } from './inbox/inbox-list';
import { NotificationList } from './notifications/notification-list';
import { MemberPresence } from './presence/member-presence';
import type { StaffClient, StaffClientOptions } from './switchboard-client';

export function buildStaffClient(
  env: Environment,
  options: Omit<StaffClientOptions, 'url'>,
): StaffClient {
  const { core, client } = createCore(
    env,
    options.self,
    {},
    () => inbox.read(PROBE_TIMEOUT_MS),
    (view, event) => applyToConversation(view as ConversationView, event),
  );
  const presence = new MemberPresence(core);
  const inbox = new InboxList(core, options.view ?? 'mine', (members) => presence.replace(members));
  const notifications = new NotificationList(core);
  return {
    ...client,
    notifications,
    inbox: {
      store: inbox.store,
      show: (view) => inbox.show(view),
      loadMore: () => inbox.loadMore(),
      search: (query) => core.connection.request('inbox:search', { query }),
      readContact: (contactId) => core.connection.request('contact:read', { contactId }),
    },
    commands: createStaffCommands(core),
    presence: presence.store,
    setAvailability: (availability) => presence.setAvailability(availability),
    setLooking: (looking) => presence.setLooking(looking),
  };
}
