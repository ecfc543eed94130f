'use client';

import {
  Archive,
  ArchiveRestore,
  AtSign,
  Clock,
  Ellipsis,
  Inbox,
  Mail,
  MailOpen,
  MessageSquare,
  Reply,
  RotateCcw,
  UserRoundCheck,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import { memo, useEffect, useRef, type MouseEvent } from 'react';
import {
  agoWords,
  dayAndTime,
  dayWords,
  fullTime,
  shortAge,
} from '@/components/console/time-words';
import { useNow } from '@/components/console/use-now';
import { Avatar } from '@/components/ui/avatar';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import type { NotificationKind, NotificationView } from '@/lib/contracts/notifications';
import type { NotificationActions } from './notification-actions';
import { notificationWords, secondLine } from './notification-words';
import { RowMenu } from './row-menu';

const ICONS: Record<NotificationKind, LucideIcon> = {
  assigned: UserRoundCheck,
  mentioned: AtSign,
  message: MessageSquare,
  reopened: RotateCcw,
  unassigned: Inbox,
  reply: Reply,
  custom: Zap,
};

/** Which menu of which row is open: when to have it back, or (on touch) everything. */
export interface RowMenuState {
  id: string;
  kind: 'snooze' | 'all';
}

export interface NotificationRowProps {
  row: NotificationView;
  dayMs: number | null;
  index: number;
  /** -1 = unknown. */
  setSize: number;
  top: number;
  tabStop: boolean;
  menu: RowMenuState['kind'] | null;
  wantsFocus: boolean;
  onFocused: (id: string) => void;
  onMenu: (menu: RowMenuState | null) => void;
  onPick: (row: NotificationView) => void;
  actions: NotificationActions;
  measure: (element: Element | null) => void;
}

/** One notification; the first of a day has the day above it. */
export const NotificationRow = memo(
  function NotificationRow(props: NotificationRowProps) {
    const { row, dayMs, actions, tabStop } = props;
    const now = useNow();
    const article = useRef<HTMLElement | null>(null);
    const { wantsFocus, onFocused } = props;
    const { id } = row;
    useEffect(() => {
      if (!wantsFocus) return;
      article.current?.focus({ preventScroll: true });
      // It may have had the focus already: then nothing tells.
      onFocused(id);
      // eslint-disable-next-line react-hooks/exhaustive-deps -- once per wish
    }, [wantsFocus]);

    const unread = row.readAt === null;
    const { who, what } = notificationWords(row);
    const at = Date.parse(row.lastAt);
    const Icon = ICONS[row.kind];
    const asleep = row.snoozedUntil !== null && Date.parse(row.snoozedUntil) > now;
    const onClick = (event: MouseEvent) => {
      if ((event.target as Element).closest('button, [role="menu"]') === null) actions.open(row);
    };

    return (
      <article
        ref={(element) => {
          article.current = element;
          props.measure(element);
        }}
        data-index={props.index}
        aria-posinset={props.index + 1}
        aria-setsize={props.setSize}
        aria-label={[
          unread ? 'Unread' : null,
          what,
          secondLine(row),
          asleep ? `snoozed until ${dayAndTime(Date.parse(row.snoozedUntil!), now)}` : null,
          agoWords(at, now),
        ]
          .filter((part) => part !== null && part !== '')
          .join(', ')}
        tabIndex={tabStop ? 0 : -1}
        onFocus={() => props.onFocused(row.id)}
        className="group absolute inset-x-0 outline-none"
        style={{ top: props.top }}
      >
        {dayMs === null ? null : (
          <h3 className="flex h-8 items-end px-4 pb-1 text-xs font-medium text-secondary">
            {dayWords(dayMs, now)}
          </h3>
        )}
        <div
          onClick={onClick}
          className={cn(
            'relative mx-1.5 flex h-17 cursor-pointer items-start gap-3 rounded-control px-2.5 pt-3 outline-focus transition-colors group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 hover:bg-fill',
            props.menu === null ? '' : 'bg-fill',
          )}
        >
          <span className="relative">
            {row.actor.kind === 'system' ? (
              // Nobody did it: no face.
              <span
                aria-hidden="true"
                className="flex size-8 items-center justify-center rounded-full bg-fill-active text-soft"
              >
                <Icon size={16} />
              </span>
            ) : (
              <>
                <Avatar id={row.actor.id ?? row.kind} name={who} size={32} />
                <span
                  aria-hidden="true"
                  className={cn(
                    'absolute -end-1.5 -bottom-1 flex size-4.5 items-center justify-center rounded-full bg-raised ring-1 ring-border',
                    row.kind === 'mentioned' ? 'text-waiting-text' : 'text-soft',
                  )}
                >
                  <Icon size={11} strokeWidth={2.25} />
                </span>
              </>
            )}
          </span>
          <span className="min-w-0 flex-1">
            <span className="flex items-baseline gap-2">
              <span
                dir="auto"
                className={cn(
                  'min-w-0 flex-1 truncate text-sm',
                  unread ? 'font-semibold text-text' : 'text-soft',
                )}
              >
                {what}
              </span>
              <time
                dateTime={row.lastAt}
                title={fullTime(at)}
                className="tabular shrink-0 text-xs text-secondary"
              >
                {asleep
                  ? `Back ${dayAndTime(Date.parse(row.snoozedUntil!), now)}`
                  : shortAge(at, now)}
              </time>
            </span>
            <span className="mt-0.5 flex h-5 items-center gap-2">
              <span
                dir="auto"
                className={cn(
                  'min-w-0 flex-1 truncate text-sm',
                  unread ? 'text-soft' : 'text-secondary',
                )}
              >
                {secondLine(row)}
              </span>
              {unread ? (
                <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-unread" />
              ) : null}
            </span>
          </span>
          <Actions {...props} />
        </div>
      </article>
    );
  },
  // Handlers act on what they are given: only what is drawn decides.
  (before, after) =>
    before.row === after.row &&
    before.dayMs === after.dayMs &&
    before.index === after.index &&
    before.setSize === after.setSize &&
    before.top === after.top &&
    before.tabStop === after.tabStop &&
    before.menu === after.menu &&
    before.wantsFocus === after.wantsFocus,
);

/** On hover and focus in place of the time; on touch one button that has them all. */
function Actions({ row, tabStop, menu, actions, onMenu, onPick }: NotificationRowProps) {
  const unread = row.readAt === null;
  const archived = row.archivedAt !== null;
  const tabIndex = tabStop ? 0 : -1;
  const close = () => onMenu(null);
  const shared = { row, actions, onPick, onClose: close };
  return (
    <>
      <span
        className={cn(
          'absolute end-1.5 top-2 hidden items-center gap-px rounded-control bg-raised p-0.5 shadow-float group-focus-within:flex group-hover:flex touch:group-focus-within:hidden touch:group-hover:hidden',
          menu === 'snooze' && 'flex',
        )}
      >
        <IconButton
          size="sm"
          tabIndex={tabIndex}
          label={unread ? 'Mark as read' : 'Mark as unread'}
          shortcut="U"
          icon={unread ? <MailOpen size={14} /> : <Mail size={14} />}
          onClick={() => actions.toggleRead(row)}
        />
        {archived ? null : menu === 'snooze' ? (
          <RowMenu {...shared} kind="snooze" />
        ) : (
          <IconButton
            size="sm"
            tabIndex={tabIndex}
            label="Snooze"
            shortcut="S"
            icon={<Clock size={14} />}
            aria-haspopup="menu"
            onClick={() => onMenu({ id: row.id, kind: 'snooze' })}
          />
        )}
        <IconButton
          size="sm"
          tabIndex={tabIndex}
          label={archived ? 'Bring back' : 'Archive'}
          shortcut="E"
          icon={archived ? <ArchiveRestore size={14} /> : <Archive size={14} />}
          onClick={() => actions.toggleArchived(row)}
        />
      </span>
      <span className="-ms-3 -me-2 -mt-3 hidden shrink-0 touch:flex">
        {menu === 'all' ? (
          <RowMenu {...shared} kind="all" />
        ) : (
          <IconButton
            tabIndex={tabIndex}
            label="More"
            icon={<Ellipsis size={16} />}
            aria-haspopup="menu"
            onClick={() => onMenu({ id: row.id, kind: 'all' })}
          />
        )}
      </span>
    </>
  );
}
