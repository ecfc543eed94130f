/**
 * I1: no acknowledged message is lost. Every acknowledged event that Postgres has (that it has it is
 * I9's) is in the final view of every client of its audience that has the conversation open, unless
 * older than the history which that view has loaded. Nothing shown as unsent vanishes without having
 * been stored or refused. Every effect of an event happened.
 * From: ok, answer, view, truth, shown, fail, effect.
 */
import type { Findings, Invariant } from './invariant';
import { personClientId, type World } from './world';

export const nothingLost: Invariant = {
  id: 'I1',
  says: 'an acknowledged message is never lost',
  judge(world, findings) {
    finalViews(world, findings);
    vanished(world, findings);
    for (const { index, fact } of world.all('effect')) {
      if (fact.times === 0) {
        findings.violated(`${fact.group} never dealt with ${fact.eventId}`, index);
      }
    }
  },
};

function finalViews(world: World, findings: Findings): void {
  for (const { index, fact } of world.all('view')) {
    const projection = world.projection(fact.client, fact.conversationId);
    if (!projection) continue;
    const shown = new Set(fact.rows.map((row) => row.id));
    const ranks = fact.rows.flatMap((row) => projection.rank.get(row.id) ?? []);
    const first = ranks.reduce((a, b) => Math.min(a, b), projection.rows.length);
    const told = new Map(
      world.acknowledgedOf(fact.conversationId).map(({ eventId, index }) => [eventId, index]),
    );
    for (const [eventId, when] of told) {
      const rank = projection.rank.get(eventId);
      if (rank === undefined) continue;
      findings.saw();
      // With nothing on screen at all, nothing is «older».
      if (shown.has(eventId) || (rank < first && shown.size > 0)) continue;
      const { seq } = projection.rows[rank]!;
      findings.violated(
        `${fact.client} never shows ${seq} (${eventId}) of ${fact.conversationId}, which was acknowledged`,
        when,
        index,
      );
    }
  }
}

/** A bubble that was on screen as unsent, is gone, and was neither stored nor refused. */
function vanished(world: World, findings: Findings): void {
  const key = (client: string, clientId: string) =>
    personClientId(world.people.get(client)?.personId ?? null, clientId);
  /** Refused, or acknowledged: then that it is stored is I9's. */
  const settled = new Set<string>();
  for (const { client, clientId } of world.acknowledged) {
    if (clientId !== undefined) settled.add(key(client, clientId));
  }
  for (const { invoke, outcome } of world.operations.values()) {
    const { client, clientId } = invoke.fact;
    if (outcome?.fact.entry !== 'fail' || clientId === undefined) continue;
    settled.add(key(client, clientId));
  }
  for (const view of world.views) {
    const truth = world.truth.get(view.conversationId);
    let waiting: readonly string[] = [];
    for (const { index, fact } of view.steps) {
      const now = fact.pending ?? waiting;
      for (const clientId of waiting) {
        if (now.includes(clientId)) continue;
        const own = key(view.client, clientId);
        if (settled.has(own) || truth?.byClientId.has(own)) continue;
        findings.violated(`${view.client} lost ${clientId}, which it showed as unsent`, index);
      }
      waiting = now;
    }
  }
}
