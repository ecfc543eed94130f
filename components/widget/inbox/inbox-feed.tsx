/**
 * The tab on screen. Who has scrolled away from the top keeps what they read where it is: what comes in
 * above is counted in a pill.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { NotificationActions } from '@/components/notifications/notification-actions';
import { useFeedFocus } from '@/components/notifications/use-feed-focus';
import { isBefore, type Place } from '@/lib/client/notifications/notification-rows';
import type { Notifications } from '@/lib/client/switchboard-client';
import type { NotificationView } from '@/lib/contracts/notifications';
import { useNow } from '../frame/use-now';
import { useStore } from '../frame/use-store';
import { useInboxBook } from './inbox-book';
import { UpIcon } from './inbox-icons';
import { InboxRow } from './inbox-row';
import { RowSheet } from './row-sheet';
import { Centered, FeedSkeleton } from './states';
import { useInboxKeys } from './use-inbox-keys';

/** Nearer to the top than this is at the top. */
const TOP = 24;
const ASK_AHEAD = 800;

export interface InboxFeedProps {
  notifications: Notifications;
  actions: NotificationActions;
}

export function InboxFeed({ notifications, actions }: InboxFeedProps) {
  const book = useInboxBook();
  const now = useNow();
  const { tab, rows, status, hasMore, loadingMore } = useStore(notifications.store);
  const [sheet, setSheet] = useState<{ row: NotificationView; kind: 'snooze' | 'all' } | null>(
    null,
  );
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [leftAt, setLeftAt] = useState<Place | null>(null);
  /** The row at the upper edge and where it stood. */
  const anchor = useRef<{ id: string; top: number } | null>(null);

  const articleOf = (id: string) =>
    root.current?.querySelector<HTMLElement>(`article[data-id="${id}"]`) ?? null;

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const away = box.scrollTop > TOP;
    if (away !== (leftAt !== null)) setLeftAt(away ? (rows[0] ?? null) : null);
    anchor.current = away ? anchorIn(box) : null;
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (hasMore && !loadingMore && below < ASK_AHEAD) void notifications.loadMore();
  };
  useLayoutEffect(() => {
    const kept = anchor.current;
    const article = kept && articleOf(kept.id);
    if (article && scroller.current) scroller.current.scrollTop = article.offsetTop - kept.top;
  }, [rows]);
  useEffect(() => {
    anchor.current = null;
    setLeftAt(null);
    scroller.current?.scrollTo({ top: 0 });
  }, [tab]);
  // A page that does not fill the height is never scrolled.
  useEffect(() => {
    const box = scroller.current;
    if (box && hasMore && !loadingMore && box.scrollHeight - box.clientHeight < ASK_AHEAD) {
      void notifications.loadMore();
    }
  }, [notifications, rows, hasMore, loadingMore]);

  const focus = useFeedFocus({
    rows,
    root,
    resetOn: tab,
    floating: sheet !== null,
    reveal: (index) => {
      const row = rows[index];
      if (row) articleOf(row.id)?.scrollIntoView({ block: 'nearest' });
    },
  });
  const { wanted, onFocused } = focus;
  useEffect(() => {
    if (wanted === null) return;
    articleOf(wanted)?.focus({ preventScroll: true });
    // It may have had the focus already: then nothing tells.
    onFocused(wanted);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once per wish
  }, [wanted]);
  const heard = useRef(onFocused);
  heard.current = onFocused;
  useEffect(() => {
    const element = root.current;
    const onFocusIn = ({ target }: FocusEvent) => {
      const id = (target as Element).closest<HTMLElement>('article')?.dataset.id;
      if (id !== undefined) heard.current(id);
    };
    element?.addEventListener('focusin', onFocusIn);
    return () => element?.removeEventListener('focusin', onFocusIn);
  }, []);

  const latest = useRef(rows);
  latest.current = rows;
  const onSheet = useCallback((id: string, kind: 'snooze' | 'all') => {
    const row = latest.current.find((one) => one.id === id);
    if (row) setSheet({ row, kind });
  }, []);
  useInboxKeys({
    root,
    off: sheet !== null,
    focus,
    rows,
    actions,
    onSnooze: ({ id }) => onSheet(id, 'snooze'),
  });

  const news = leftAt === null ? 0 : countNewer(rows, leftAt);
  const newsText = news > 0 ? book.count('newAbove', news) : '';
  const tabStop = Math.max(0, focus.activeAt);
  let dayBefore = '';
  return (
    <div
      ref={root}
      id="inbox-feed"
      role="tabpanel"
      aria-labelledby={`inbox-${tab}`}
      tabIndex={rows.length === 0 ? 0 : undefined}
      className="relative flex min-h-0 flex-1 flex-col -outline-offset-2"
    >
      {status === 'failed' ? (
        <div
          role="alert"
          className="flex items-center justify-between gap-2 border-b px-4 py-2 text-sm"
        >
          <span className="text-failed-text">{book.say('loadFailed')}</span>
          <button
            type="button"
            className="h-9 rounded-control px-3 font-medium hover:bg-fill-hover touch:h-11"
            onClick={() => void notifications.show(tab)}
          >
            {book.say('tryAgain')}
          </button>
        </div>
      ) : null}
      {news > 0 ? (
        <button
          type="button"
          onClick={() => {
            anchor.current = null;
            scroller.current?.scrollTo({ top: 0 });
            focus.move(0);
          }}
          className="absolute start-1/2 top-2 z-10 flex h-8 -translate-x-1/2 animate-rise items-center gap-1 rounded-full bg-raised px-3 text-sm font-medium shadow-float hover:bg-fill-hover rtl:translate-x-1/2 touch:h-11 [&_svg]:size-4"
        >
          <UpIcon />
          {newsText}
        </button>
      ) : null}
      <p role="status" className="sr-only">
        {newsText}
      </p>
      {rows.length > 0 ? (
        <div
          ref={scroller}
          onScroll={onScroll}
          className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain pb-16 [overflow-anchor:none]"
        >
          <div
            role="feed"
            aria-label={book.say('notifications')}
            aria-busy={status === 'loading' || loadingMore}
          >
            {rows.map((row, index) => {
              const at = Date.parse(row.lastAt);
              const key = book.dayKey(at);
              const day = key === dayBefore ? null : book.day(at, now);
              dayBefore = key;
              return (
                <InboxRow
                  key={row.id}
                  row={row}
                  day={day}
                  index={index}
                  setSize={hasMore ? -1 : rows.length}
                  tabStop={index === tabStop}
                  now={now}
                  actions={actions}
                  onSheet={onSheet}
                />
              );
            })}
          </div>
          {loadingMore ? (
            <p role="status" className="py-3 text-center text-xs text-secondary">
              {book.say('loadingMore')}
            </p>
          ) : null}
        </div>
      ) : status === 'ready' ? (
        <Centered title={book.say(`${tab}Empty`)}>{book.say(`${tab}EmptyHint`)}</Centered>
      ) : status === 'failed' ? null : (
        <FeedSkeleton label={book.say('loading')} />
      )}
      {sheet ? (
        <RowSheet
          row={sheet.row}
          kind={sheet.kind}
          actions={actions}
          onClose={() => setSheet(null)}
        />
      ) : null}
    </div>
  );
}

function countNewer(rows: readonly NotificationView[], place: Place): number {
  const at = rows.findIndex((row) => !isBefore(row, place));
  return at === -1 ? rows.length : at;
}

function anchorIn(box: HTMLElement): { id: string; top: number } | null {
  for (const article of box.querySelectorAll<HTMLElement>('article')) {
    if (article.offsetTop + article.offsetHeight <= box.scrollTop) continue;
    return { id: article.dataset.id ?? '', top: article.offsetTop - box.scrollTop };
  }
  return null;
}
