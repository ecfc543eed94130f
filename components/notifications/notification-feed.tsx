'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { SnoozeDialog } from '@/components/console/custom-snooze';
import { useConsole } from '@/components/console/console-context';
import { LoadFailed } from '@/components/console/load-failed';
import { EmptyState } from '@/components/ui/empty-state';
import { isBefore, type Place } from '@/lib/client/notifications/notification-rows';
import type { NotificationView } from '@/lib/contracts/notifications';
import { feedRows } from './feed-rows';
import { FeedSkeleton } from './feed-skeleton';
import type { NotificationActions } from './notification-actions';
import { NotificationRow, type RowMenuState } from './notification-row';
import { tabWords } from './tabs';
import { useFeedFocus } from './use-feed-focus';
import { useFeedKeys } from './use-feed-keys';
import { useSeen } from './use-seen';

const ROW = 68;
const DAY = 32;
/** Nearer to the top than this is at the top. */
const TOP = 24;
const ASK_AHEAD = 15;

export interface NotificationFeedProps {
  place: 'tray' | 'page';
  actions: NotificationActions;
}

/**
 * The tab on screen. Only the rows in sight exist. Who has scrolled away from the top keeps what they
 * read where it is: what comes in is counted in a pill.
 */
export function NotificationFeed({ place, actions }: NotificationFeedProps) {
  const { client } = useConsole();
  const { notifications } = client;
  const state = useStore(notifications.store);
  const { tab, rows, status, hasMore, loadingMore } = state;
  const feed = useMemo(() => feedRows(rows), [rows]);
  const [menu, setMenu] = useState<RowMenuState | null>(null);
  const [picking, setPicking] = useState<NotificationView | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  useSeen(root);

  const [leftAt, setLeftAt] = useState<Place | null>(null);
  const onScroll = () => {
    const away = (scroller.current?.scrollTop ?? 0) > TOP;
    if (away !== (leftAt !== null)) setLeftAt(away ? (rows[0] ?? null) : null);
  };
  const news = leftAt === null ? 0 : countNewer(rows, leftAt);

  // eslint-disable-next-line react-hooks/incompatible-library -- rows are memoised by hand below
  const virtual = useVirtualizer({
    count: feed.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (feed[index]?.dayMs === null ? ROW : ROW + DAY),
    getItemKey: (index) => feed[index]?.row.id ?? index,
    anchorTo: leftAt === null ? 'start' : 'end',
    overscan: 8,
    paddingEnd: 8,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (hasMore && !loadingMore && status === 'ready' && lastShown >= rows.length - ASK_AHEAD) {
      void notifications.loadMore();
    }
  }, [notifications, hasMore, loadingMore, status, lastShown, rows.length]);

  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [tab]);

  const focus = useFeedFocus({
    rows,
    root,
    resetOn: tab,
    floating: menu !== null || picking !== null,
    reveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
  });
  useFeedKeys({
    place,
    root,
    off: menu !== null || picking !== null,
    focus,
    rows,
    actions,
    onSnooze: (row) => setMenu({ id: row.id, kind: 'snooze' }),
  });

  const active = focus.activeAt >= 0 ? focus.activeAt : (items[0]?.index ?? 0);
  const words = tabWords(tab);
  return (
    <div
      ref={root}
      id="notifications-feed"
      role="tabpanel"
      aria-labelledby={`notifications-${tab}`}
      tabIndex={rows.length === 0 ? 0 : undefined}
      className="relative flex min-h-0 flex-1 flex-col -outline-offset-2"
    >
      {status === 'failed' ? (
        <LoadFailed
          what="your notifications"
          onRetry={() => void notifications.show(tab)}
          className="px-4"
        />
      ) : null}
      {news > 0 ? (
        <button
          type="button"
          onClick={() => {
            virtual.scrollToOffset(0);
            focus.move(0);
          }}
          className="absolute start-1/2 top-2 z-10 flex h-8 -translate-x-1/2 animate-rise items-center gap-1.5 rounded-full bg-raised px-3 text-sm font-medium shadow-float transition-colors hover:bg-fill-hover rtl:translate-x-1/2 touch:h-11"
        >
          <ArrowUp size={14} aria-hidden="true" />
          {news > 99 ? '99+' : news} new
        </button>
      ) : null}
      <p role="status" className="sr-only">
        {news > 0 ? `${news} new` : ''}
      </p>
      {rows.length > 0 ? (
        <div
          ref={scroller}
          onScroll={onScroll}
          className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]"
        >
          <div
            role="feed"
            aria-label={`Notifications: ${words.name}`}
            aria-busy={status === 'loading' || loadingMore}
            className="relative"
            style={{ height: virtual.getTotalSize() }}
          >
            {items.map((item) => {
              const one = feed[item.index];
              if (one === undefined) return null;
              const { id } = one.row;
              return (
                <NotificationRow
                  key={id}
                  row={one.row}
                  dayMs={one.dayMs}
                  index={item.index}
                  setSize={hasMore ? -1 : rows.length}
                  top={item.start}
                  tabStop={item.index === active}
                  menu={menu?.id === id ? menu.kind : null}
                  wantsFocus={focus.wanted === id}
                  onFocused={focus.onFocused}
                  onMenu={setMenu}
                  onPick={setPicking}
                  actions={actions}
                  measure={virtual.measureElement}
                />
              );
            })}
          </div>
          {loadingMore ? (
            <p role="status" className="py-3 text-center text-xs text-secondary">
              Loading more
            </p>
          ) : null}
        </div>
      ) : status === 'ready' ? (
        <EmptyState icon={<words.icon size={20} />} title={words.empty.title}>
          {words.empty.text}
        </EmptyState>
      ) : status === 'failed' ? null : (
        <div aria-busy="true" className="flex min-h-0 flex-1 flex-col">
          <p role="status" className="sr-only">
            Loading notifications
          </p>
          <FeedSkeleton />
        </div>
      )}
      {picking === null ? null : (
        <SnoozeDialog
          description="It is back among all then."
          onPick={(until) => actions.snooze(picking, until)}
          onClose={() => setPicking(null)}
        />
      )}
    </div>
  );
}

function countNewer(rows: readonly NotificationView[], place: Place): number {
  const at = rows.findIndex((row) => !isBefore(row, place));
  return at === -1 ? rows.length : at;
}
