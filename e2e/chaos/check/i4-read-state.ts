/**
 * I4: read state only moves forward. What a client shows and what the database holds of a
 * participant's cursors never goes back; nothing on any wire is beyond the end of the log; a cursor
 * that was acknowledged is stored; in the end every device shows the stored read cursors.
 * From: receipt, ok of `read`, view (receipts), truth.
 */
import type { EntryOf } from '../history';
import type { Findings, Invariant } from './invariant';
import type { Audience, World } from './world';

export const readStateMonotonic: Invariant = {
  id: 'I4',
  says: 'read and delivered only move forward and are the same on every device',
  judge(world, findings) {
    neverBack(world, findings);
    acknowledgedReads(world, findings);
    finalCursors(world, findings);
  },
};

function neverBack(world: World, findings: Findings): void {
  const last = new Map<string, { index: number; fact: EntryOf<'receipt'> }>();
  for (const found of world.all('receipt')) {
    const { index, fact } = found;
    findings.saw();
    const { client, conversationId, personId, audience, source } = fact;
    const head = headOf(world, conversationId, audience);
    const beyond = Math.max(fact.deliveredSeq, fact.readSeq);
    if (head !== undefined && beyond > head) {
      const where = `${personId} in ${conversationId}`;
      findings.violated(`${client} has ${where} at ${beyond} of ${head} (${source})`, index);
    }
    // Between two nodes a frame may overtake; what is made of it must not go back.
    if (source === 'frame') continue;
    const key = `${source} ${client} ${conversationId} ${personId}`;
    const before = last.get(key);
    for (const cursor of ['deliveredSeq', 'readSeq'] as const) {
      if (!before || fact[cursor] >= before.fact[cursor]) continue;
      findings.violated(
        `${client}: ${cursor} of ${personId} in ${conversationId} went from ${before.fact[cursor]} back to ${fact[cursor]} (${source})`,
        before.index,
        index,
      );
    }
    last.set(key, found);
  }
}

function acknowledgedReads(world: World, findings: Findings): void {
  for (const { invoke, outcome } of world.operations.values()) {
    if (invoke.fact.call !== 'read' || outcome?.fact.entry !== 'ok') continue;
    const { conversationId, seq, client } = outcome.fact;
    const person = world.people.get(client);
    if (!person || conversationId === null || seq === undefined) continue;
    const stored = storedCursors(world, conversationId, person.personId, person.audience);
    if (!stored) continue;
    findings.saw();
    if (stored.readSeq >= seq) continue;
    findings.violated(
      `${client} was told that ${conversationId} is read up to ${seq}; stored is ${stored.readSeq}`,
      outcome.index,
      world.truth.get(conversationId)?.index,
    );
  }
}

function finalCursors(world: World, findings: Findings): void {
  for (const { index, fact } of world.all('view')) {
    const audience = world.people.get(fact.client)?.audience;
    if (!audience) continue;
    for (const shown of fact.receipts) {
      const stored = storedCursors(world, fact.conversationId, shown.personId, audience);
      if (!stored) continue;
      findings.saw();
      if (shown.readSeq === stored.readSeq && shown.deliveredSeq <= stored.deliveredSeq) continue;
      findings.violated(
        `${fact.client} ends with ${shown.personId} at ${shown.readSeq}/${shown.deliveredSeq}, stored is ${stored.readSeq}/${stored.deliveredSeq}`,
        index,
        world.truth.get(fact.conversationId)?.index,
      );
    }
  }
}

function headOf(world: World, conversationId: string, audience: Audience): number | undefined {
  const truth = world.truth.get(conversationId)?.fact;
  return audience === 'staff' ? truth?.lastSeq : truth?.lastPublicSeq;
}

/** Nothing stored is the same as having read nothing; null without a truth to compare with. */
function storedCursors(
  world: World,
  conversationId: string,
  personId: string,
  audience: Audience,
): { readSeq: number; deliveredSeq: number } | null {
  const truth = world.truth.get(conversationId);
  if (!truth) return null;
  const row = truth.fact.receipts.find((receipt) => receipt.personId === personId);
  if (!row) return { readSeq: 0, deliveredSeq: 0 };
  return audience === 'staff'
    ? { readSeq: row.readSeq, deliveredSeq: row.deliveredSeq }
    : { readSeq: row.readPublicSeq, deliveredSeq: row.deliveredPublicSeq };
}
