'use client';

import { MessagesSquare } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { Kbd } from '@/components/ui/kbd';
import { cn } from '@/components/ui/cn';
import { Announcer } from './announcer';
import { ConnectionBanner } from './connection-banner';
import { ContactColumn } from './contact-column';
import { useUi } from './console-context';
import { InboxPane } from './inbox-pane';
import { Overlays } from './overlays';
import { Rail } from './rail';
import { ThreadPane } from './thread-pane';
import { useDesktopNotifications } from './use-desktop-notifications';
import { useShortcuts } from './use-shortcuts';
import { useTitleCount } from './use-title-count';

/**
 * Rail, list, thread, contact. Below 768 px one of list and thread; below 1180 px the contact is a
 * sheet. Each scrolls by itself.
 */
export function ConsoleLayout() {
  const conversationId = useUi((state) => state.conversationId);
  useShortcuts();
  useTitleCount();
  useDesktopNotifications();

  return (
    <>
      <div className="flex h-dvh flex-col overflow-hidden bg-surface">
        <ConnectionBanner />
        <div className="flex min-h-0 flex-1">
          <Rail />
          <main className="flex min-w-0 flex-1">
            <h1 className="sr-only">Inbox</h1>
            <section
              aria-label="Inbox"
              className={cn(
                'w-full min-w-0 shrink-0 flex-col border-e bg-surface md:flex md:w-84 xl:w-92',
                conversationId === null ? 'flex' : 'hidden',
              )}
            >
              <InboxPane />
            </section>
            <div
              className={cn('min-w-0 flex-1 md:flex', conversationId === null ? 'hidden' : 'flex')}
            >
              {conversationId === null ? (
                <NothingSelected />
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

function NothingSelected() {
  return (
    <div className="flex-1">
      <EmptyState icon={<MessagesSquare size={20} />} title="No conversation selected">
        Pick one from the list, or press <Kbd keys="J" /> for the first. <Kbd keys="mod+K" /> finds
        everything.
      </EmptyState>
    </div>
  );
}
