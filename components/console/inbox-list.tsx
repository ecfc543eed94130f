'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { useConsole, useInbox, useUi } from './console-context';
import { InboxListSkeleton } from './inbox-list-skeleton';
import { InboxRow } from './inbox-row';
import { viewWords } from './inbox-views';
import { LoadFailed } from './load-failed';

const ROW = 64;

/**
 * The view on screen. Only the rows in sight exist; each watches its own conversation, so that an
 * event draws one row and not the list. One tab stop; arrows move inside.
 */
export function InboxList() {
  const { client, ui } = useConsole();
  const view = useInbox((state) => state.view);
  const { ids, status, hasMore, loadingMore } = useInbox((state) => state.views[state.view]);
  const selected = useUi((state) => state.conversationId);
  const scroller = useRef<HTMLDivElement>(null);

  // eslint-disable-next-line react-hooks/incompatible-library -- rows are memoised by hand below
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => ids[index] ?? index,
    paddingStart: 4,
    paddingEnd: 4,
    scrollPaddingStart: 4,
    scrollPaddingEnd: 4,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (hasMore && !loadingMore && status === 'ready' && lastShown >= ids.length - 15) {
      void client.inbox.loadMore();
    }
  }, [client, hasMore, loadingMore, status, lastShown, ids.length]);

  const selectedAt = selected === null ? -1 : ids.indexOf(selected);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' });
    // Only when the selection moves: a row that rises must not drag the reader along.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected, view]);

  if (ids.length === 0) return <NoRows status={status} />;

  const onKeyDown = (event: KeyboardEvent) => {
    const row = (event.target as Element).closest('[data-index]');
    if (row === null) return;
    const at = Number(row.getAttribute('data-index'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= ids.length) return;
    event.preventDefault();
    virtual.scrollToIndex(to, { align: 'auto' });
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"] a`)?.focus();
    });
  };

  const tabStop = selectedAt >= 0 ? selectedAt : (items[0]?.index ?? 0);
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain [scrollbar-gutter:stable]"
    >
      {status === 'failed' ? (
        <LoadFailed what="this list" onRetry={() => void client.inbox.show(view)} />
      ) : null}
      <ul
        aria-label={`Conversations: ${viewWords(view).name}`}
        onKeyDown={onKeyDown}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const id = ids[item.index];
          if (id === undefined) return null;
          return (
            <InboxRow
              key={item.key}
              id={id}
              index={item.index}
              setSize={hasMore ? -1 : ids.length}
              top={item.start}
              selected={item.index === selectedAt}
              tabStop={item.index === tabStop}
              onSelect={ui.select}
            />
          );
        })}
      </ul>
      {loadingMore ? (
        <p role="status" className="py-3 text-center text-xs text-secondary">
          Loading more
        </p>
      ) : null}
    </div>
  );
}

function NoRows({ status }: { status: 'idle' | 'loading' | 'ready' | 'failed' }) {
  const { client } = useConsole();
  const view = useUi((state) => state.view);
  const { icon: Icon, empty } = viewWords(view);
  if (status === 'failed')
    return <LoadFailed what="this list" onRetry={() => void client.inbox.show(view)} />;
  if (status !== 'ready') {
    return (
      <div aria-busy="true" className="min-h-0 flex-1 overflow-hidden">
        <InboxListSkeleton />
      </div>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <EmptyState icon={<Icon size={20} />} title={empty.title}>
        {empty.text}
      </EmptyState>
    </div>
  );
}
