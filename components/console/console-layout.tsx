'use client';

import { MessagesSquare } from 'lucide-react';
import dynamic from 'next/dynamic';
import { FeedSkeleton } from '@/components/notifications/feed-skeleton';
import { EmptyState } from '@/components/ui/empty-state';
import { Kbd } from '@/components/ui/kbd';
import { cn } from '@/components/ui/cn';
import { Announcer } from './announcer';
import { ConnectionBanner } from './connection-banner';
import { ContactColumn } from './contact-column';
import { useUi } from './console-context';
import type { ConsolePage } from './console-ui-store';
import { InboxPane } from './inbox-pane';
import { Overlays } from './overlays';
import { Rail } from './rail';
import { ThreadPane } from './thread-pane';
import { useAlerts } from '@/components/notifications/use-alerts';
import { usePush } from '@/components/notifications/use-push';
import { useShortcuts } from './use-shortcuts';
import { useTitleCount } from './use-title-count';

const NotificationPage = dynamic(
  () =>
    import('@/components/notifications/notification-panel').then(
      (module) => module.NotificationPanel,
    ),
  { loading: () => <FeedSkeleton /> },
);

/**
 * Rail, list, thread, contact. Below 768 px one of list and thread; below 1180 px the contact is a
 * sheet. Each scrolls by itself.
 */
export function ConsoleLayout() {
  const conversationId = useUi((state) => state.conversationId);
  const page = useUi((state) => state.page);
  useShortcuts();
  useTitleCount();
  useAlerts();
  usePush();

  return (
    <>
      <div className="flex h-dvh flex-col overflow-hidden bg-surface">
        <ConnectionBanner />
        <div className="flex min-h-0 flex-1">
          <Rail />
          <main className="flex min-w-0 flex-1">
            <h1 className="sr-only">{page === 'inbox' ? 'Inbox' : 'Notifications'}</h1>
            <section
              aria-label={page === 'inbox' ? 'Inbox' : 'Notifications'}
              className={cn(
                'w-full min-w-0 shrink-0 flex-col border-e bg-surface md:flex',
                page === 'inbox' ? 'md:w-84 xl:w-92' : 'md:w-92 xl:w-108',
                conversationId === null ? 'flex' : 'hidden',
              )}
            >
              {page === 'inbox' ? <InboxPane /> : <NotificationPage place="page" />}
            </section>
            <div
              className={cn('min-w-0 flex-1 md:flex', conversationId === null ? 'hidden' : 'flex')}
            >
              {conversationId === null ? (
                <NothingSelected page={page} />
              ) : (
                <>
                  <ThreadPane key={conversationId} conversationId={conversationId} />
                  <ContactColumn conversationId={conversationId} />
                </>
              )}
            </div>
          </main>
        </div>
      </div>
      <Overlays />
      <Announcer />
    </>
  );
}

function NothingSelected({ page }: { page: ConsolePage }) {
  if (page === 'notifications') {
    return (
      <div className="flex-1">
        <EmptyState icon={<MessagesSquare size={20} />} title="Nothing is open">
          <Kbd keys="J" /> and <Kbd keys="K" /> move through the notifications, <Kbd keys="Enter" />{' '}
          opens the conversation.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="flex-1">
      <EmptyState icon={<MessagesSquare size={20} />} title="No conversation selected">
        Pick one from the list, or press <Kbd keys="J" /> for the first. <Kbd keys="mod+K" /> finds
        everything.
      </EmptyState>
    </div>
  );
}
