/** What can be done with one notification, over the lower end of the frame; a dialog of the browser's own. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { snoozePresets } from '@/components/console/snooze-presets';
import type { NotificationActions } from '@/components/notifications/notification-actions';
import type { NotificationView } from '@/lib/contracts/notifications';
import { useInboxBook } from './inbox-book';
import { ArchiveIcon, ClockIcon, MailIcon, MailOpenIcon, RestoreIcon } from './inbox-icons';
import { headline, moment } from './inbox-words';

export interface RowSheetProps {
  row: NotificationView;
  kind: 'snooze' | 'all';
  actions: NotificationActions;
  onClose: () => void;
}

const PRESETS = { hour: 'forAnHour', tomorrow: 'untilTomorrow', monday: 'untilMonday' } as const;

export function RowSheet({ row, kind, actions, onClose }: RowSheetProps) {
  const book = useInboxBook();
  const dialog = useRef<HTMLDialogElement>(null);
  const [own, setOwn] = useState('');
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Else the key would close the whole chat.
    const keep = (event: KeyboardEvent) => {
      if (event.key === 'Escape') event.stopPropagation();
    };
    element?.addEventListener('keydown', keep);
    return () => element?.removeEventListener('keydown', keep);
  }, []);
  // Closed first: the row may be gone a moment later, and the focus has to be back by then.
  const act = (run: () => void) => () => {
    dialog.current?.close();
    run();
  };
  const unread = row.readAt === null;
  const archived = row.archivedAt !== null;
  const ownMs = Date.parse(own);
  const now = Date.now();
  return (
    <dialog
      ref={dialog}
      aria-label={kind === 'snooze' ? book.say('snooze') : headline(row, book)}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
      className="fixed inset-x-2 top-auto bottom-2 w-auto max-w-none rounded-card bg-raised p-0 text-text shadow-float backdrop:bg-scrim"
    >
      <div className="p-1.5">
        <p className="truncate px-3 pt-2 pb-1 text-xs font-medium text-secondary">
          {headline(row, book)}
        </p>
        {kind === 'all' ? (
          <>
            <Item
              icon={unread ? <MailOpenIcon /> : <MailIcon />}
              onPress={act(() => actions.toggleRead(row))}
            >
              {book.say(unread ? 'toRead' : 'toUnread')}
            </Item>
            <Item
              icon={archived ? <RestoreIcon /> : <ArchiveIcon />}
              onPress={act(() => actions.toggleArchived(row))}
            >
              {book.say(archived ? 'bringBack' : 'archive')}
            </Item>
          </>
        ) : null}
        {archived
          ? null
          : snoozePresets(new Date()).map(({ id, until }) => (
              <Item
                key={id}
                icon={<ClockIcon />}
                detail={
                  id === 'hour' ? book.time(until.getTime()) : moment(until.getTime(), now, book)
                }
                onPress={act(() => actions.snooze(row, until))}
              >
                {book.say(PRESETS[id])}
              </Item>
            ))}
        {archived || row.snoozedUntil === null ? null : (
          <Item icon={<RestoreIcon />} onPress={act(() => actions.wake(row))}>
            {book.say('endSnooze')}
          </Item>
        )}
        {archived ? null : (
          <form
            className="flex items-center gap-2 px-3 py-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (ownMs > Date.now()) act(() => actions.snooze(row, new Date(ownMs)))();
            }}
          >
            <label className="min-w-0 flex-1 text-xs text-secondary">
              {book.say('pickTime')}
              <input
                type="datetime-local"
                value={own}
                onChange={(event) => setOwn(event.currentTarget.value)}
                className="mt-1 block h-9 w-full rounded-control border border-border-control bg-surface px-2 text-sm text-text touch:h-11"
              />
            </label>
            <button
              type="submit"
              disabled={!(ownMs > now)}
              className="h-9 self-end rounded-control bg-brand px-3 text-sm font-medium text-on-brand disabled:opacity-50 touch:h-11"
            >
              {book.say('set')}
            </button>
          </form>
        )}
        <button
          type="button"
          onClick={() => dialog.current?.close()}
          className="h-10 w-full rounded-control text-sm text-secondary hover:bg-fill-hover touch:h-11"
        >
          {book.say('cancel')}
        </button>
      </div>
    </dialog>
  );
}

function Item(props: {
  icon: ReactNode;
  detail?: string;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      onClick={props.onPress}
      className="flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-start text-sm hover:bg-fill-hover touch:min-h-11"
    >
      <span className="text-secondary">{props.icon}</span>
      <span className="flex-1">{props.children}</span>
      {props.detail ? <span className="text-xs text-secondary">{props.detail}</span> : null}
    </button>
  );
}
