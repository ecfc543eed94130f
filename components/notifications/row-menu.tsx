'use client';

import {
  AlarmClockOff,
  Archive,
  ArchiveRestore,
  CalendarClock,
  Clock,
  Ellipsis,
  Mail,
  MailOpen,
} from 'lucide-react';
import { snoozePresets } from '@/components/console/snooze-presets';
import { dayAndTime } from '@/components/console/time-words';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { NotificationView } from '@/lib/contracts/notifications';
import type { NotificationActions } from './notification-actions';

export interface RowMenuProps {
  row: NotificationView;
  kind: 'snooze' | 'all';
  actions: NotificationActions;
  /** A time of one's own. */
  onPick: (row: NotificationView) => void;
  onClose: () => void;
}

/** Stands where the button was that was pressed, and is open from the start. */
export function RowMenu({ row, kind, actions, onPick, onClose }: RowMenuProps) {
  const unread = row.readAt === null;
  const archived = row.archivedAt !== null;
  // Closed first: the row, and the menu with it, may be gone a moment later.
  const act = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Menu
      open
      align="end"
      className="w-64"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      trigger={
        <button
          type="button"
          aria-label={kind === 'snooze' ? 'Snooze' : 'More'}
          className="inline-flex size-6 items-center justify-center rounded-control bg-fill-hover text-text touch:size-11"
        >
          {kind === 'snooze' ? <Clock size={14} /> : <Ellipsis size={16} />}
        </button>
      }
    >
      {kind === 'all' ? (
        <>
          <MenuItem
            icon={unread ? <MailOpen size={15} /> : <Mail size={15} />}
            onSelect={act(() => actions.toggleRead(row))}
          >
            {unread ? 'Mark as read' : 'Mark as unread'}
          </MenuItem>
          <MenuItem
            icon={archived ? <ArchiveRestore size={15} /> : <Archive size={15} />}
            onSelect={act(() => actions.toggleArchived(row))}
          >
            {archived ? 'Bring back' : 'Archive'}
          </MenuItem>
          {archived ? null : <MenuSeparator />}
        </>
      ) : null}
      {archived ? null : (
        <>
          {snoozePresets(new Date())
            .slice(0, 2)
            .map(({ label, until }) => (
              <MenuItem
                key={label}
                icon={<Clock size={15} />}
                detail={dayAndTime(until)}
                onSelect={act(() => actions.snooze(row, until))}
              >
                {label}
              </MenuItem>
            ))}
          <MenuItem icon={<CalendarClock size={15} />} onSelect={act(() => onPick(row))}>
            Pick a time…
          </MenuItem>
          {row.snoozedUntil === null ? null : (
            <MenuItem icon={<AlarmClockOff size={15} />} onSelect={act(() => actions.wake(row))}>
              End the snooze
            </MenuItem>
          )}
        </>
      )}
    </Menu>
  );
}
