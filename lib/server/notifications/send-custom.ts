/**
 * A program tells people of its workspace something. Each of them is told once per event, whatever is
 * tried again: the event is the request (its idempotency key, where it has one).
 */
import type { NotificationSendData, NotificationSendInput } from '@/lib/contracts/notification-api';
import { toldAs, type Candidate } from '@/lib/domain/notifications/decide';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor, ProgramActor } from '@/lib/domain/actors/actor';
import { requireScope } from '../api-keys/authenticate-program';
import { outwardOf } from '../deliveries/queue-deliveries';
import { recordNotifications } from './notification-store';
import { pushCreated } from './push-created';
import { findRecipients, readCaused, type FoundRecipient } from './recipient-store';

/** @throws AppError `forbidden`. Who cannot be told is reported, and keeps nobody else from it. */
export async function sendCustom(
  actor: MemberActor | ProgramActor,
  input: NotificationSendInput,
  eventId: string,
): Promise<NotificationSendData> {
  if (actor.kind !== 'program') {
    throw new AppError('forbidden', { message: 'Notifications are sent with an API key.' });
  }
  requireScope(actor, 'notifications:write');
  const found = await findRecipients(actor.workspaceId, input.recipients);
  // The same person may be named twice, and in two ways.
  const people = [...new Map(found.map((person) => [person.id, person])).values()];
  const candidates = people.map(toCandidate);
  const now = Date.now();
  const told = candidates.flatMap((candidate) => toldAs('custom', candidate, now) ?? []);
  const recorded = await recordNotifications(
    {
      workspaceId: actor.workspaceId,
      eventId,
      subjectKind: 'external',
      subjectKey: input.subjectKey ?? eventId,
      subjectSeq: null,
      url: input.url,
      title: input.title,
      preview: input.preview,
      actorKind: 'system',
      actorId: null,
      actorName: null,
      at: new Date(now),
    },
    told.map((one) => ({ ...one, deliveries: outwardOf(one) })),
  );
  for (const row of recorded) pushCreated(row, told);
  return { id: eventId, results: report(input, found, await readCaused(eventId)) };
}

function report(
  { recipients }: NotificationSendInput,
  found: readonly FoundRecipient[],
  rows: ReadonlyMap<string, string>,
): NotificationSendData['results'] {
  const ids = new Map(found.map(({ place, id }) => [place, id]));
  return recipients.map((recipient, place) => {
    const id = ids.get(place);
    if (id === undefined) return { recipient, status: 'unknown', notificationId: null };
    const notificationId = rows.get(id) ?? null;
    return { recipient, status: notificationId === null ? 'muted' : 'sent', notificationId };
  });
}

function toCandidate(person: FoundRecipient): Candidate {
  return {
    kind: person.kind,
    id: person.id,
    // It is about nothing that can be open here.
    viewing: false,
    looking: false,
    choices: person.choices,
    quietHours: person.quietHours,
    doNotDisturbUntil: person.doNotDisturbUntil?.getTime() ?? null,
  };
}
