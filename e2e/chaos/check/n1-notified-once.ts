/**
 * N1: each committed event tells each person whom it concerns exactly once. Nobody who must be told is
 * left out; no event is written into an inbox twice; a row counts as many events as were written into
 * it; no row is on screen twice; a channel has one delivery waiting for a row at most.
 * Whoever has read the event need not be told of it, nor, of what does not concern them by name, whoever
 * had the conversation on screen, or may have in the eyes of the server: they are held to «at most once»
 * (N3 sees to it that only they are).
 * From: truth, inbox-truth, shown, noticed, effect, fault.
 */
import { causeKey, mayHaveSeen } from './entitlement';
import type { Findings, Invariant } from './invariant';
import type { InboxTruth, World } from './world';

export const notifiedOnce: Invariant = {
  id: 'N1',
  says: 'each event tells each person whom it concerns once',
  judge(world, findings) {
    everybodyTold(world, findings);
    for (const inbox of world.inboxes.values()) writtenOnce(inbox, findings);
    for (const { index, fact } of [...world.all('noticed'), ...world.all('inbox')]) {
      const seen = new Set<string>();
      for (const { id } of fact.rows) {
        if (seen.has(id)) findings.violated(`${fact.client} shows ${id} twice`, index);
        seen.add(id);
      }
    }
  },
};

function everybodyTold(world: World, findings: Findings): void {
  for (const [key, entitled] of world.entitled) {
    const inbox = world.inboxes.get(entitled.personId);
    if (!inbox) continue;
    const told = inbox.causes.has(key);
    if (!told && mayHaveSeen(world, entitled)) continue;
    findings.saw();
    if (told) continue;
    const { event, truth, personId, kind } = entitled;
    findings.violated(
      `${personId} was never told of ${event.id} (${event.type}) as «${kind}»`,
      truth.index,
      inbox.index,
    );
  }
}

function writtenOnce({ index, fact }: InboxTruth, findings: Findings): void {
  const { personId, rows, causes, deliveries } = fact;
  const once = new Set<string>();
  const events = new Map<string, number>();
  for (const { eventId, notificationId } of causes) {
    const key = causeKey(eventId, personId);
    if (once.has(key)) findings.violated(`${personId} was told of ${eventId} twice`, index);
    once.add(key);
    events.set(notificationId, (events.get(notificationId) ?? 0) + 1);
  }
  for (const { id, count } of rows) {
    findings.saw();
    const written = events.get(id) ?? 0;
    if (written === count) continue;
    findings.violated(`${id} counts ${count} events, ${written} were written into it`, index);
  }
  const stored = new Set(rows.map(({ id }) => id));
  for (const id of events.keys()) {
    if (!stored.has(id)) findings.violated(`${id}, which told ${personId}, is gone`, index);
  }
  const waiting = new Set<string>();
  for (const { notificationId, channel, state } of deliveries) {
    if (state !== 'waiting') continue;
    const key = `${notificationId} by ${channel}`;
    if (waiting.has(key)) findings.violated(`two deliveries wait for ${key}`, index);
    waiting.add(key);
  }
}
