/** Inboxes over HTTP: one's own for members, a named person's for programs. */
import type { z } from 'zod';
import type {
  inboxChangeSchema,
  inboxCountsSchema,
  inboxMarkAllSchema,
  inboxQuerySchema,
  inboxUndoSchema,
  notificationListQuerySchema,
  notificationListSchema,
} from '@/lib/contracts/notification-api';
import type { AckData } from '@/lib/contracts/socket-events';
import type { MemberActor, ProgramActor } from '@/lib/domain/actors/actor';
import { inboxOwner, namedInQuery } from './inbox-owner';
import { readCounts } from './notification-store';
import {
  changeNotifications,
  markAllNotifications,
  openNotifications,
  pageNotifications,
  undoNotifications,
} from './own-inbox';

type ApiActor = MemberActor | ProgramActor;
const READ = 'notifications:read';
const WRITE = 'notifications:write';

/** Each page says what the badge shows now. Throws `forbidden`, `invalid`, `not_found`. */
export async function listNotifications(
  actor: ApiActor,
  { tab, cursor, ...named }: z.output<typeof notificationListQuerySchema>,
): Promise<z.output<typeof notificationListSchema>> {
  const owner = await inboxOwner(actor, namedInQuery(named), READ);
  if (cursor === undefined) return openNotifications(owner, { tab });
  const { version, ...counts } = await readCounts(owner.id);
  return { ...(await pageNotifications(owner, { tab, cursor })), version, counts };
}

export async function countNotifications(
  actor: ApiActor,
  named: z.output<typeof inboxQuerySchema>,
): Promise<z.output<typeof inboxCountsSchema>> {
  const owner = await inboxOwner(actor, namedInQuery(named), READ);
  return readCounts(owner.id);
}

export async function changeInbox(
  actor: ApiActor,
  { recipient, ...input }: z.output<typeof inboxChangeSchema>,
): Promise<AckData<'notification:change'>> {
  return changeNotifications(await inboxOwner(actor, recipient, WRITE), input);
}

export async function markAllInInbox(
  actor: ApiActor,
  { recipient, ...input }: z.output<typeof inboxMarkAllSchema>,
): Promise<AckData<'notification:mark-all'>> {
  return markAllNotifications(await inboxOwner(actor, recipient, WRITE), input);
}

export async function undoInInbox(
  actor: ApiActor,
  { recipient, ...input }: z.output<typeof inboxUndoSchema>,
): Promise<AckData<'notification:undo'>> {
  return undoNotifications(await inboxOwner(actor, recipient, WRITE), input);
}
