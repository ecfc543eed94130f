/**
 * I14: the rest lives on. While one node, client or link is harmed, those who have nothing to do
 * with it send and are delivered to about as quickly as before the first fault.
 * From: latency (`bystander`), fault, starting. What overlaps the start of a node's process is left
 * out: that is load, not the fault. Judged by the name of the fault and kind of latency, where there
 * are samples enough; the baseline is everything measured before the first fault.
 */
import { startsWithin } from './calm';
import type { Invariant } from './invariant';
import { p99 } from './percentile';
import type { World } from './world';

/** A queue that a fault had filled runs empty within this. */
const ECHO_MS = 10_000;

export const bystandersUnharmed: Invariant = {
  id: 'I14',
  says: 'who is not concerned by a fault does not notice it',
  judge(world, findings) {
    const { bystanderFactor, bystanderFloorMs, latencySamples } = world.bars;
    for (const what of ['send', 'delivery'] as const) {
      const baseline = samplesBefore(world, what);
      if (baseline.length < latencySamples) continue;
      const bound = Math.max(p99(baseline) * bystanderFactor, bystanderFloorMs);
      for (const [name, { ms, evidence }] of samplesDuring(world, what)) {
        if (ms.length < latencySamples) continue;
        findings.saw();
        const measured = p99(ms);
        if (measured < bound) continue;
        findings.violated(
          `${what} of bystanders took ${Math.round(measured)} ms (p99) during ${name}, ${Math.round(p99(baseline))} ms before`,
          ...evidence,
        );
      }
    }
  },
};

type What = 'send' | 'delivery';

function samplesBefore(world: World, what: What): number[] {
  const first = world.faults[0]?.from ?? Infinity;
  return world
    .all('latency')
    .filter(({ fact }) => fact.what === what && fact.at < first)
    .map(({ fact }) => fact.ms);
}

function samplesDuring(
  world: World,
  what: What,
): Map<string, { ms: number[]; evidence: number[] }> {
  const byName = new Map<string, { ms: number[]; evidence: number[] }>();
  for (const { fact } of world.all('latency')) {
    if (fact.what !== what || !fact.bystander) continue;
    const begun = fact.at - fact.ms;
    if (startsWithin(world, begun, fact.at)) continue;
    for (const span of world.faultsWithin(begun, fact.at)) {
      // Late already when this fault began, and soon after another: an echo of that one.
      const early = span.from - begun;
      const echo = early > 0 && world.faultsWithin(begun - ECHO_MS, begun).length > 0;
      if (echo || early > 2 * world.bars.bystanderFloorMs) continue;
      const samples = byName.get(span.fact.name) ?? { ms: [], evidence: [] };
      samples.ms.push(fact.ms);
      if (!samples.evidence.includes(span.index)) samples.evidence.push(span.index);
      byName.set(span.fact.name, samples);
    }
  }
  return byName;
}
