/**
 * I13: recovery takes a bounded time. Once nothing is harmed, every connected view shows what was
 * acknowledged within the bar, every send that waited is settled, and sends are quick again. A
 * drained node tells its clients to move and is gone within the grace (DRN-1); no send ends refused
 * for a reason that passes.
 * Whether sends are quick again can only be judged where it stayed calm for long: it is no evidence
 * of this invariant, and counted by itself (`quickAgain` of the summary).
 * From: fault, ok, answer, shown, connection, invoke, fail, latency, frame.
 */
import {
  broughtByScrolling,
  calmFor,
  calms,
  connectedFrom,
  longCalms,
  recoveryMs,
  type Calm,
} from './calm';
import type { Findings, Invariant } from './invariant';
import { p99 } from './percentile';
import type { View } from './views';
import type { Acknowledged, World } from './world';

export const recoversInTime: Invariant = {
  id: 'I13',
  says: 'after a heal everybody is up to date within the bar',
  judge(world, findings) {
    const periods = calms(world);
    // Whoever is up to date sooner than the bar may meet the next fault sooner: that is evidence too.
    for (const span of world.faults) if (recoveryMs(world, span) !== null) findings.saw();
    views(world, periods, findings);
    sends(world, periods, findings);
    speed(world, findings);
    drains(world, findings);
  },
};

function views(world: World, periods: readonly Calm[], findings: Findings): void {
  const { convergedMs } = world.bars;
  for (const view of world.views) {
    const seen = world.projection(view.client, view.conversationId)?.rank;
    let worst: { told: Acknowledged; late: number } | null = null;
    for (const told of world.acknowledgedOf(view.conversationId)) {
      const shown = view.firstShown.get(told.eventId);
      // What is never shown is I1's.
      if (shown === undefined || !seen?.has(told.eventId)) continue;
      if (broughtByScrolling(view).has(told.eventId)) continue;
      const from = connectedFrom(world, view.client, Math.max(told.at, view.openedAt));
      const by = from === null ? null : calmFor(periods, from, convergedMs);
      if (by === null) continue;
      if (shown > by && shown - by > (worst?.late ?? 0)) worst = { told, late: shown - by };
    }
    if (worst) late(view, worst.told, worst.late, findings);
  }
}

function late(view: View, told: Acknowledged, ms: number, findings: Findings): void {
  const step = view.steps.find(({ fact }) => fact.rows.some((row) => row.id === told.eventId));
  findings.violated(
    `${view.client} shows ${told.eventId} of ${view.conversationId} ${Math.round(ms)} ms too late`,
    told.index,
    step?.index,
  );
}

const STORING = new Set(['start', 'send', 'note']);
const PASSES = new Set(['draining', 'unavailable', 'internal']);

function sends(world: World, periods: readonly Calm[], findings: Findings): void {
  for (const { invoke, outcome } of world.operations.values()) {
    if (!STORING.has(invoke.fact.call) || !outcome || outcome.fact.entry === 'unknown') continue;
    if (outcome.fact.entry === 'fail' && PASSES.has(outcome.fact.code)) {
      const what = `operation ${invoke.fact.op} of ${invoke.fact.client}`;
      findings.violated(`${what} ended with ${outcome.fact.code}`, invoke.index, outcome.index);
    }
    const from = connectedFrom(world, invoke.fact.client, invoke.fact.at);
    const by = from === null ? null : calmFor(periods, from, world.bars.sendsRecoveredMs);
    if (by === null || outcome.fact.at <= by) continue;
    findings.violated(
      `operation ${invoke.fact.op} of ${invoke.fact.client} was settled ${Math.round(outcome.fact.at - by)} ms too late`,
      invoke.index,
      outcome.index,
    );
  }
}

function speed(world: World, findings: Findings): void {
  for (const { heal, sendsMs } of longCalms(world)) {
    const slow = p99(sendsMs);
    if (slow <= world.bars.sendP99Ms) continue;
    findings.violated(`sends take ${Math.round(slow)} ms (p99) long after the heal`, heal);
  }
}

function drains(world: World, findings: Findings): void {
  for (const span of world.faults) {
    const { fact, from, to, index, healIndex } = span;
    if (fact.name !== 'F2') continue;
    findings.saw();
    if (to - from > world.bars.drainMs) {
      findings.violated(
        `${fact.target} took ${Math.round(to - from)} ms to drain`,
        index,
        healIndex,
      );
    }
    const told = new Set(
      world
        .all('frame')
        .filter(({ fact: frame }) => frame.event === 'server:draining')
        .filter(({ fact: frame }) => frame.at >= from && frame.at <= to)
        .map(({ fact: frame }) => frame.client),
    );
    for (const client of world.people.keys()) {
      const stretch = world.lines
        .ofClient(client)
        .find((part) => part.node === fact.target && part.from < from && part.to > from);
      if (!stretch || told.has(client)) continue;
      // Who went by itself meanwhile could not be told.
      if (stretch.to < to && (stretch.cause === 'left' || stretch.cause === 'cut')) continue;
      findings.violated(`${fact.target} never told ${client} to move`, index, ...stretch.evidence);
    }
  }
}
