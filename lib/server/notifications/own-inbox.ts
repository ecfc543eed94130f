/**
 * One's own notifications: nobody reads or changes another's, so every statement is scoped to the actor
 * and there is nothing else to authorise. Every change is one numbered step of the inbox and is told to
 * all devices of its owner (docs/decisions/016-notifications.md).
 */
import type { NotificationTab, NotificationView } from '@/lib/contracts/notifications';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { AckData, ParsedPayload } from '@/lib/contracts/socket-events';
import { decodeCursor, encodeCursor } from '../conversations/list-cursor';
import type { InboxOwner } from './inbox-owner';
import { presentNotification, type NotificationRow } from './notification-row';
import * as store from './notification-store';
import { tellChanged } from './tell-changed';

/** First page of a tab, with the version from which a device follows. */
export async function openNotifications(
  actor: InboxOwner,
  input: ParsedPayload<'notification:subscribe'>,
): Promise<AckData<'notification:subscribe'>> {
  // Counted before the page is read: what comes in between is told again, never missed.
  const { version, ...counts } = await store.readCounts(actor.id);
  return { ...(await readPage(actor, input.tab, undefined)), version, counts };
}

/** @throws AppError `invalid` for a foreign cursor. */
export function pageNotifications(
  actor: InboxOwner,
  input: ParsedPayload<'notification:page'>,
): Promise<AckData<'notification:page'>> {
  return readPage(actor, input.tab, input.cursor);
}

/** What has changed since; `reset` when that is more than an answer holds. */
export async function syncNotifications(
  actor: InboxOwner,
  input: ParsedPayload<'notification:sync'>,
): Promise<AckData<'notification:sync'>> {
  const { version, ...counts } = await store.readCounts(actor.id);
  const limit = LIMITS.notificationSyncRows;
  const rows = await store.readChangedAfter(actor.id, input.afterVersion, limit + 1);
  // A version above ours was another life of the database's.
  const reset = rows.length > limit || input.afterVersion > version;
  return { notifications: reset ? [] : present(actor, rows), version, counts, reset };
}

/** @throws AppError `invalid` for a time that has passed. */
export async function changeNotifications(
  actor: InboxOwner,
  { ids, change }: ParsedPayload<'notification:change'>,
): Promise<AckData<'notification:change'>> {
  const until = change.kind === 'snooze' ? change.until : undefined;
  if (until !== undefined && Date.parse(until) <= Date.now()) {
    throw new AppError('invalid', { message: 'That time has passed.' });
  }
  const changed = await store.changeOwn(actor.id, { kind: change.kind, ids, until });
  const { version, ...counts } = await tellChanged(actor, changed);
  const rows = await store.readByIds(actor.id, ids);
  return { notifications: present(actor, rows), version, counts };
}

/** All that the person has seen the coming of, in one stroke that can be taken back. */
export async function markAllNotifications(
  actor: InboxOwner,
  { change, upToVersion }: ParsedPayload<'notification:mark-all'>,
): Promise<AckData<'notification:mark-all'>> {
  return stroke(actor, { kind: change, ids: null, upToVersion });
}

export async function undoNotifications(
  actor: InboxOwner,
  { change, stamp }: ParsedPayload<'notification:undo'>,
): Promise<AckData<'notification:undo'>> {
  return stroke(actor, { undo: change, stamp });
}

async function stroke(
  actor: InboxOwner,
  own: store.OwnChange,
): Promise<AckData<'notification:mark-all'>> {
  const changed = await store.changeOwn(actor.id, own);
  const { version, ...counts } = await tellChanged(actor, changed);
  return { changed: changed.ids.length, stamp: changed.stamp.toISOString(), version, counts };
}

const present = ({ kind }: InboxOwner, rows: readonly NotificationRow[]): NotificationView[] =>
  rows.map((row) => presentNotification(row, kind));

async function readPage(
  actor: InboxOwner,
  tab: NotificationTab,
  cursor: string | undefined,
): Promise<{ notifications: NotificationView[]; nextCursor: string | null }> {
  const limit = LIMITS.notificationsPerPage;
  const rows = await store.readPage(actor.id, tab, decodeCursor(cursor), limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    notifications: present(actor, shown),
    nextCursor:
      rows.length > limit && last
        ? encodeCursor({ at: last.last_at.toISOString(), id: last.id })
        : null,
  };
}
