/**
 * I12: it fails closed. Whatever must not succeed while Redis or Postgres is gone, or after a right
 * was withdrawn, does not: no probe is let in, and nobody whose right was withdrawn for longer than
 * the bar connects or is answered.
 * From: attempt, access, connection, answer, ok, fault.
 */
import type { Invariant } from './invariant';
import { isRevoked } from './revocations';

export const failsClosed: Invariant = {
  id: 'I12',
  says: 'no check is skipped while something is gone',
  judge(world, findings) {
    for (const { index, fact } of world.all('attempt')) {
      // Where nobody said anything, nothing was decided.
      if (fact.outcome === 'unanswered') continue;
      findings.saw();
      if (fact.outcome !== 'allowed') continue;
      findings.violated(`${fact.what} was allowed (${fact.gone} gone)`, index);
    }
    if (world.all('access').length === 0) return;
    for (const { index, at, client, eventId } of world.acknowledged) {
      if (!isRevoked(world, client, at)) continue;
      findings.violated(`${client} stored ${eventId} after its right was withdrawn`, index);
    }
    for (const { index, fact } of world.all('connection')) {
      if (fact.state !== 'online') continue;
      findings.saw();
      if (!isRevoked(world, fact.client, fact.at)) continue;
      findings.violated(`${fact.client} connected after its right was withdrawn`, index);
    }
  },
};
