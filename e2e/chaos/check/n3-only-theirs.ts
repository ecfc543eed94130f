/**
 * N3: nobody is told what does not concern them. Every notification in a frame, on a screen or in an
 * inbox is its person's own; every event that was written into one concerns that person by the rules,
 * as what the row says it is; visitors learn of nothing but the public log; every delivery is of a row
 * of the same person.
 * From: frame, noticed, inbox, inbox-truth, truth.
 */
import { causeKey } from './entitlement';
import type { Notice } from '../history';
import type { Findings, Invariant } from './invariant';
import type { InboxTruth, World } from './world';

export const onlyTheirs: Invariant = {
  id: 'N3',
  says: 'nobody is told what does not concern them',
  judge(world, findings) {
    for (const inbox of world.inboxes.values()) entitled(world, inbox, findings);
    for (const { index, fact } of world.all('frame')) {
      const { client, event, notifications = [] } = fact;
      owned(world, client, `${event} to ${client}`, notifications, index, findings);
    }
    for (const { index, fact } of [...world.all('noticed'), ...world.all('inbox')]) {
      owned(world, fact.client, `the screen of ${fact.client}`, fact.rows, index, findings);
    }
  },
};

function entitled(world: World, { index, fact }: InboxTruth, findings: Findings): void {
  const kinds = new Map(fact.rows.map(({ id, kind }) => [id, kind]));
  for (const { eventId, notificationId } of fact.causes) {
    findings.saw();
    const known = world.entitled.get(causeKey(eventId, fact.personId));
    const kind = kinds.get(notificationId);
    if (known && (kind === undefined || kind === known.kind)) continue;
    const as = known ? `, which is «${known.kind}»,` : '';
    findings.violated(`${fact.personId} was told of ${eventId}${as} as «${kind ?? '?'}»`, index);
  }
  for (const { notificationId } of fact.deliveries) {
    if (kinds.has(notificationId)) continue;
    findings.violated(`${notificationId}, not theirs, goes out to ${fact.personId}`, index);
  }
}

function owned(
  world: World,
  client: string,
  where: string,
  notices: readonly Notice[],
  index: number,
  findings: Findings,
): void {
  if (notices.length === 0) return;
  const inbox = world.inboxes.get(world.people.get(client)?.personId ?? '');
  for (const { id } of notices) {
    findings.saw();
    if (inbox?.rows.has(id)) continue;
    findings.violated(`${where} has ${id}, not theirs`, index, inbox?.index);
  }
}
