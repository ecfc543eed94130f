/**
 * Whose inbox a request of the HTTP API is about, and whether it may be: members have their own and no
 * other; programs act for a person of their workspace, whom they name.
 */
import type { ApiScope } from '@/lib/contracts/api-keys';
import { AppError } from '@/lib/contracts/errors';
import {
  notificationRecipientSchema,
  type NotificationRecipient,
} from '@/lib/contracts/notification-api';
import type { MemberActor, ProgramActor } from '@/lib/domain/actors/actor';
import type { ParticipantKind } from '@/lib/contracts/people';
import { requireScope } from '../api-keys/authenticate-program';
import { findRecipients } from './recipient-store';

export interface InboxOwner {
  kind: ParticipantKind;
  id: string;
  workspaceId: string;
}

/** @throws AppError `forbidden`, `invalid` (nobody is named), `not_found`. */
export async function inboxOwner(
  actor: MemberActor | ProgramActor,
  named: NotificationRecipient | undefined,
  scope: ApiScope,
): Promise<InboxOwner> {
  if (actor.kind === 'member') {
    if (named === undefined) return actor;
    throw new AppError('forbidden', { message: 'Only programs act for somebody else.' });
  }
  requireScope(actor, scope);
  if (named === undefined) {
    throw new AppError('invalid', { message: 'Name the recipient whose inbox it is.' });
  }
  const [found] = await findRecipients(actor.workspaceId, [named]);
  if (!found) throw new AppError('not_found', { message: 'There is no such recipient.' });
  return { kind: found.kind, id: found.id, workspaceId: actor.workspaceId };
}

/** The same from the parameters of an address, where nothing at all means nobody is named. */
export function namedInQuery(
  query: Partial<Record<'siteKey' | 'siteId' | 'externalId' | 'memberEmail', string | undefined>>,
): NotificationRecipient | undefined {
  const { siteKey, siteId, externalId, memberEmail } = query;
  const given = Object.entries({ siteKey, siteId, externalId, memberEmail }).filter(
    ([, value]) => value !== undefined,
  );
  return given.length === 0
    ? undefined
    : notificationRecipientSchema.parse(Object.fromEntries(given));
}
