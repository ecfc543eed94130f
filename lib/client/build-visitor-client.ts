/** The widget's client over any environment: the shared core and the visitor's own list. */
import type { PublicConversationView } from '@/lib/contracts/conversations';
import { applyToPublicConversation } from '@/lib/domain/conversations/fold';
import { PROBE_TIMEOUT_MS } from './connection/connection';
import { createCore } from './create-core';
import type { Environment } from './environment';
import { checkBody } from './messages/check-body';
import type { NotificationList } from './notifications/notification-list';
import type { VisitorClient, VisitorClientOptions } from './switchboard-client';
import { VisitorList } from './visitor/visitor-list';

export function buildVisitorClient(
  env: Environment,
  options: Omit<VisitorClientOptions, 'url'>,
): VisitorClient {
  const { core, client } = createCore(
    env,
    options.self,
    { token: options.token, renewToken: options.renewToken },
    () => list.load(PROBE_TIMEOUT_MS),
    (view, event, selfId) =>
      applyToPublicConversation(view as PublicConversationView, event, selfId),
  );
  const list = new VisitorList(core, options.initial);
  let fetching: Promise<NotificationList> | null = null;
  // Not part of the frame's first load: a new visitor has none.
  const fetchList = async () => {
    const { NotificationList } = await options.fetchNotifications!();
    const notifications = new NotificationList(core);
    if (core.connection.online) void notifications.show('all');
    return notifications;
  };
  return {
    ...client,
    notifications: () =>
      (fetching ??= fetchList().catch((error: unknown) => {
        fetching = null;
        throw error;
      })),
    visitor: list.store,
    startConversation: async (body) => {
      const error = checkBody(body);
      if (error) return { ok: false, error };
      return core.queue.add({
        conversationId: '',
        starts: true,
        kind: 'text',
        body,
        basedOnSeq: null,
      });
    },
    loadMoreConversations: () => list.loadMore(),
    rating: (answer) => {
      const payload = { ...answer, clientId: env.newClientId() };
      return () => core.connection.request('conversation:rate', payload);
    },
    reportPage: (page) => list.reportPage(page),
  };
}
