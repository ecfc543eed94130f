import { memo, type MouseEvent } from 'react';
import type { NotificationActions } from '@/components/notifications/notification-actions';
import type { NotificationView } from '@/lib/contracts/notifications';
import { AgentAvatar } from '../frame/agent-avatar';
import { useInboxBook } from './inbox-book';
import {
  ArchiveIcon,
  ClockIcon,
  MailIcon,
  MailOpenIcon,
  MoreIcon,
  NewsIcon,
  RestoreIcon,
} from './inbox-icons';
import { headline, isAsleep, moment, secondLine, spoken } from './inbox-words';

export interface InboxRowProps {
  row: NotificationView;
  /** Above the first of a day. */
  day: string | null;
  index: number;
  /** -1 = unknown. */
  setSize: number;
  tabStop: boolean;
  now: number;
  actions: NotificationActions;
  onSheet: (id: string, kind: 'snooze' | 'all') => void;
}

const small =
  'flex size-8 items-center justify-center rounded-control text-secondary hover:bg-fill-hover hover:text-text [&_svg]:size-4';

/** One notification. Those out of sight are not drawn: the height is known. */
export const InboxRow = memo(function InboxRow(props: InboxRowProps) {
  const { row, day, now, actions, tabStop } = props;
  const book = useInboxBook();
  const unread = row.readAt === null;
  const archived = row.archivedAt !== null;
  const tabIndex = tabStop ? 0 : -1;
  const onClick = (event: MouseEvent) => {
    if (!(event.target as Element).closest('button')) actions.open(row);
  };
  const toggleRead = book.say(unread ? 'toRead' : 'toUnread');
  const toggleArchived = book.say(archived ? 'bringBack' : 'archive');
  return (
    <article
      data-id={row.id}
      aria-posinset={props.index + 1}
      aria-setsize={props.setSize}
      aria-label={spoken(row, now, book)}
      tabIndex={tabIndex}
      className={`group outline-none [content-visibility:auto] ${day === null ? '[contain-intrinsic-size:auto_68px]' : '[contain-intrinsic-size:auto_100px]'}`}
    >
      {day === null ? null : (
        <h2 className="flex h-8 items-end px-4 pb-1 text-xs font-medium text-secondary">{day}</h2>
      )}
      <div
        onClick={onClick}
        className="relative mx-1.5 flex h-17 cursor-pointer items-start gap-3 rounded-card px-2.5 pt-3 outline-focus transition-colors group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 hover:bg-fill"
      >
        {row.actor.kind === 'member' ? (
          <AgentAvatar id={row.actor.id ?? ''} name={row.actor.name} size={36} />
        ) : (
          <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-fill text-brand-text">
            <NewsIcon />
          </span>
        )}
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span
              dir="auto"
              className={`min-w-0 flex-1 truncate text-start text-sm ${unread ? 'font-semibold' : 'text-soft'}`}
            >
              {headline(row, book)}
            </span>
            <time dateTime={row.lastAt} className="shrink-0 text-xs text-secondary tabular">
              {book.time(Date.parse(row.lastAt))}
            </time>
          </span>
          <span className="mt-0.5 flex h-5 items-center gap-2">
            <span
              dir="auto"
              className={`min-w-0 flex-1 truncate text-start text-sm ${unread ? 'text-soft' : 'text-secondary'}`}
            >
              {isAsleep(row, now)
                ? book.say('snoozedUntil', { time: moment(row.snoozedUntil!, now, book) })
                : secondLine(row)}
            </span>
            {unread ? (
              <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-brand" />
            ) : null}
          </span>
        </span>
        <span className="absolute end-1.5 top-1.5 hidden gap-px rounded-control bg-raised p-0.5 shadow-float group-focus-within:flex group-hover:flex touch:group-focus-within:hidden touch:group-hover:hidden">
          <button
            type="button"
            className={small}
            tabIndex={tabIndex}
            aria-label={toggleRead}
            title={toggleRead}
            onClick={() => actions.toggleRead(row)}
          >
            {unread ? <MailOpenIcon /> : <MailIcon />}
          </button>
          {archived ? null : (
            <button
              type="button"
              className={small}
              tabIndex={tabIndex}
              aria-haspopup="dialog"
              aria-label={book.say('snooze')}
              title={book.say('snooze')}
              onClick={() => props.onSheet(row.id, 'snooze')}
            >
              <ClockIcon />
            </button>
          )}
          <button
            type="button"
            className={small}
            tabIndex={tabIndex}
            aria-label={toggleArchived}
            title={toggleArchived}
            onClick={() => actions.toggleArchived(row)}
          >
            {archived ? <RestoreIcon /> : <ArchiveIcon />}
          </button>
        </span>
        <button
          type="button"
          tabIndex={tabIndex}
          aria-haspopup="dialog"
          aria-label={book.say('more')}
          onClick={() => props.onSheet(row.id, 'all')}
          className="-me-2 hidden size-11 shrink-0 items-center justify-center rounded-card text-secondary touch:flex"
        >
          <MoreIcon />
        </button>
      </div>
    </article>
  );
});
