/**
 * M1: metrics equal a recount. When everything has settled the facts and the counts by quarter hour are
 * those that a fold of the log from nothing gives: what was measured before a crash, twice, or late is
 * there once.
 * From: metrics.
 */
import type { Invariant } from './invariant';

export const metricsEqual: Invariant = {
  id: 'M1',
  says: 'metrics equal a recount of the log',
  judge(world, findings) {
    for (const { index, fact } of world.all('metrics')) {
      findings.saw(fact.facts + fact.quarters);
      for (const difference of fact.differences) findings.violated(difference, index);
    }
  },
};
