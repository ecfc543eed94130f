/**
 * I7: everything that waits is bounded. No sample is above its bound; in the end nothing waits in
 * the outbox or the stream; a node's memory in the end is near what it was before the first fault.
 * From: resource, fault, phase (`quiesced`).
 */
import type { EntryOf } from '../history';
import type { Findings, Invariant } from './invariant';
import type { Found, World } from './world';

export const everythingBounded: Invariant = {
  id: 'I7',
  says: 'queues and memory stay bounded and drain',
  judge(world, findings) {
    for (const { index, fact } of world.all('resource')) {
      findings.saw();
      const bound = world.bars.resources[fact.name];
      if (bound === undefined || fact.value <= bound) continue;
      findings.violated(`${fact.name} of ${fact.node} is ${fact.value}, above ${bound}`, index);
    }
    drained(world, findings);
    memory(world, findings);
  },
};

function drained(world: World, findings: Findings): void {
  const quiesced = world.phaseAt('quiesced');
  if (quiesced === undefined) return;
  const last = new Map<string, Found<EntryOf<'resource'>>>();
  for (const found of world.all('resource')) {
    if (found.fact.at >= quiesced) last.set(`${found.fact.node} ${found.fact.name}`, found);
  }
  for (const { index, fact } of last.values()) {
    const most = world.bars.drained[fact.name];
    if (most === undefined || fact.value <= most) continue;
    findings.violated(`${fact.name} of ${fact.node} stays at ${fact.value}`, index);
  }
}

function memory(world: World, findings: Findings): void {
  const first = world.faults[0]?.from ?? Infinity;
  const quiesced = world.phaseAt('quiesced') ?? Infinity;
  const before = new Map<string, Found<EntryOf<'resource'>>>();
  const after = new Map<string, Found<EntryOf<'resource'>>>();
  for (const found of world.all('resource')) {
    const { node, name, at, value } = found.fact;
    if (name !== 'rss') continue;
    const most = before.get(node)?.fact.value ?? -1;
    if (at < first && value > most) before.set(node, found);
    if (at >= quiesced) after.set(node, found);
  }
  for (const [node, { index, fact }] of after) {
    const baseline = before.get(node);
    if (!baseline) continue;
    const { rssFactor, rssSlackBytes, rssFloorBytes } = world.bars;
    const bound = Math.max(baseline.fact.value * rssFactor + rssSlackBytes, rssFloorBytes);
    if (fact.value <= bound) continue;
    findings.violated(
      `${node} ends with ${megabytes(fact.value)} of memory, began with ${megabytes(baseline.fact.value)}`,
      baseline.index,
      index,
    );
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MiB`;
