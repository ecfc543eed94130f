/**
 * I6: counters equal a recount. A few seconds after the work has stopped every number on screen is
 * what SQL counts, and stays so.
 * From: counter, phase (`quiesced`).
 */
import type { EntryOf } from '../history';
import type { Invariant } from './invariant';
import type { Found } from './world';

export const countersEqual: Invariant = {
  id: 'I6',
  says: 'unread, badges and counts equal a recount',
  judge(world, findings) {
    const quiesced = world.phaseAt('quiesced');
    if (quiesced === undefined) return;
    const last = new Map<string, Found<EntryOf<'counter'>>>();
    for (const found of world.all('counter')) {
      if (found.fact.at < quiesced) continue;
      findings.saw();
      last.set(`${found.fact.name} ${found.fact.scope}`, found);
      const late = found.fact.at - quiesced > world.bars.countersMs;
      if (late && !isEqual(found)) findings.violated(describe(found), found.index);
    }
    for (const found of last.values()) {
      const late = found.fact.at - quiesced > world.bars.countersMs;
      if (!late && !isEqual(found)) findings.violated(describe(found), found.index);
    }
  },
};

const isEqual = ({ fact }: Found<EntryOf<'counter'>>): boolean => fact.observed === fact.recount;

const describe = ({ fact }: Found<EntryOf<'counter'>>): string =>
  `${fact.name} of ${fact.scope} is ${fact.observed}, counted again ${fact.recount}`;
