/**
 * I9: acknowledged implies durable. Whatever was acknowledged, on whatever attempt, is in Postgres
 * in the end: the same conversation, id, client id and sequence number. So is whatever was shown.
 * From: ok, answer, shown, truth.
 */
import type { Invariant } from './invariant';

export const acknowledgedIsDurable: Invariant = {
  id: 'I9',
  says: 'what was acknowledged or shown is stored as it was told',
  judge(world, findings) {
    for (const told of world.acknowledged) {
      const truth = world.truth.get(told.conversationId);
      const person = world.people.get(told.client);
      if (!truth || !person) continue;
      findings.saw();
      const row = truth.byId.get(told.eventId);
      const what = `${told.eventId} (${told.seq} of ${told.conversationId})`;
      if (!row) {
        findings.violated(`${what} was acknowledged and is not stored`, told.index, truth.index);
        continue;
      }
      const seq = person.audience === 'staff' ? row.seq : row.publicSeq;
      const sameKey = told.clientId === undefined || told.clientId === row.clientId;
      if (seq === told.seq && sameKey) continue;
      findings.violated(
        `${what} was acknowledged and is stored as ${seq} under ${row.clientId}`,
        told.index,
        truth.index,
      );
    }
    for (const { index, fact } of world.all('shown')) {
      const truth = world.truth.get(fact.conversationId);
      if (!truth) continue;
      for (const { id, seq } of fact.rows) {
        if (truth.byId.has(id) || world.acknowledgedIds.has(id)) continue;
        findings.violated(`${fact.client} shows ${seq} (${id}), which is not stored`, index);
      }
    }
  },
};
