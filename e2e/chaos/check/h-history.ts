/**
 * H: the history can be judged at all. Every client is introduced, every operation has one outcome,
 * acknowledgements say what was acknowledged, every view that is open in the end has a final view
 * equal to its render log, every conversation has its truth, faults are injected before they heal.
 * From: all entries. A violation here is a fault of the harness (or of the history), not of the product.
 */
import type { Findings, Invariant } from './invariant';
import type { World } from './world';

export const soundHistory: Invariant = {
  id: 'H',
  says: 'the history is complete and consistent',
  judge(world, findings) {
    if (world.all('run').length !== 1) findings.violated('there is not exactly one run entry');
    introduced(world, findings);
    operations(world, findings);
    truths(world, findings);
    finals(world, findings);
    faults(world, findings);
  },
};

function introduced(world: World, findings: Findings): void {
  const seen = new Set<string>();
  for (const { index, fact } of world.all('person')) {
    if (seen.has(fact.client)) findings.violated(`${fact.client} is introduced twice`, index);
    seen.add(fact.client);
  }
  const missing = new Set<string>();
  for (const [index, fact] of world.entries.entries()) {
    findings.saw();
    if (!('client' in fact) || fact.client === undefined || fact.client === 'sql') continue;
    if (world.people.has(fact.client) || missing.has(fact.client)) continue;
    missing.add(fact.client);
    findings.violated(`${fact.client} was never introduced`, index);
  }
}

const STORING = new Set(['start', 'send', 'note']);

function operations(world: World, findings: Findings): void {
  const invoked = new Map<number, number>();
  for (const { index, fact } of world.all('invoke')) {
    if (invoked.has(fact.op)) findings.violated(`operation ${fact.op} is invoked twice`, index);
    invoked.set(fact.op, index);
    if (STORING.has(fact.call) && fact.clientId === undefined) {
      findings.violated(`operation ${fact.op} (${fact.call}) has no client id`, index);
    }
  }
  const settled = new Map<number, number>();
  for (const name of ['ok', 'fail', 'unknown'] as const) {
    for (const { index, fact } of world.all(name)) {
      const from = invoked.get(fact.op);
      if (from === undefined || from > index) {
        findings.violated(`operation ${fact.op} has an outcome but was not invoked`, index);
      }
      const other = settled.get(fact.op);
      if (other !== undefined) {
        findings.violated(`operation ${fact.op} has two outcomes`, other, index);
      }
      settled.set(fact.op, index);
    }
  }
  for (const [op, index] of invoked) {
    if (!settled.has(op)) findings.violated(`operation ${op} has no outcome`, index);
  }
  for (const { index, fact } of world.all('ok')) {
    const call = world.operations.get(fact.op)?.invoke.fact.call ?? '';
    const named = fact.conversationId !== null && fact.seq !== undefined;
    if (STORING.has(call) && !(named && fact.eventId !== undefined)) {
      findings.violated(`operation ${fact.op} (${call}) does not say what was stored`, index);
    }
    if (call === 'read' && !named) {
      findings.violated(`operation ${fact.op} (read) does not say what was read`, index);
    }
  }
}

function truths(world: World, findings: Findings): void {
  const seen = new Set<string>();
  for (const { index, fact } of world.all('truth')) {
    const { conversationId } = fact;
    if (seen.has(conversationId)) findings.violated(`two truths of ${conversationId}`, index);
    seen.add(conversationId);
  }
  const missing = new Set<string>();
  const wants = (conversationId: string, index: number) => {
    if (seen.has(conversationId) || missing.has(conversationId)) return;
    missing.add(conversationId);
    findings.violated(`no truth of ${conversationId}`, index);
  };
  for (const { conversationId, index } of world.acknowledged) wants(conversationId, index);
  for (const view of world.views) wants(view.conversationId, view.steps[0]!.index);
}

function finals(world: World, findings: Findings): void {
  const key = (of: { client: string; conversationId: string }) =>
    `${of.client} ${of.conversationId}`;
  const open = new Map(
    world.views.filter((view) => view.closedAt === null).map((view) => [key(view), view]),
  );
  const seen = new Set<string>();
  for (const { index, fact } of world.all('view')) {
    if (seen.has(key(fact))) findings.violated(`two final views of ${key(fact)}`, index);
    seen.add(key(fact));
    const view = open.get(key(fact));
    if (!view) {
      findings.violated(`a final view of ${key(fact)}, which is not open`, index);
      continue;
    }
    const last = view.steps.at(-1)!.index;
    const same =
      view.rows.length === fact.rows.length &&
      view.rows.every((row, place) => row.id === fact.rows[place]!.id) &&
      view.pending.join(' ') === fact.pending.join(' ');
    if (!same) {
      findings.violated(`the final view of ${key(fact)} is not what it showed last`, last, index);
    }
  }
  for (const [name, view] of open) {
    // Who is not connected in the end is not expected to be up to date.
    if (seen.has(name) || world.lines.ofClient(view.client).at(-1)?.cause !== null) continue;
    findings.violated(`no final view of ${name}`, view.steps.at(-1)!.index);
  }
}

function faults(world: World, findings: Findings): void {
  const injected = new Map<number, number>();
  const healed = new Set<number>();
  for (const { index, fact } of world.all('fault')) {
    const name = `fault ${fact.fault} (${fact.name})`;
    if (fact.phase === 'inject') {
      if (injected.has(fact.fault)) findings.violated(`${name} is injected twice`, index);
      injected.set(fact.fault, index);
    } else {
      if (!injected.has(fact.fault)) findings.violated(`${name} heals before it begins`, index);
      if (healed.has(fact.fault)) findings.violated(`${name} heals twice`, index);
      healed.add(fact.fault);
    }
  }
  for (const [fault, index] of injected) {
    if (!healed.has(fault)) findings.violated(`fault ${fault} never healed`, index);
  }
}
