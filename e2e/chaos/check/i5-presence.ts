/**
 * I5: presence converges, and never flips. Who is gone is shown as gone within the bar for how they
 * went, by everybody who is connected to see it; who has been connected for a while is never told to
 * be gone, whatever Redis does; who has come is shown.
 * From: connection (the truth about who is connected), presence (beliefs), fault.
 */
import type { EntryOf } from '../history';
import type { Findings, Invariant } from './invariant';
import type { Stretch } from './lines';
import type { Found, World } from './world';

export const presenceConverges: Invariant = {
  id: 'I5',
  says: 'presence converges in time and never flips',
  judge(world, findings) {
    const beliefs = new Map<string, Found<EntryOf<'presence'>>[]>();
    for (const belief of world.all('presence')) {
      const key = `${belief.fact.client} ${belief.fact.personId}`;
      const same = beliefs.get(key);
      if (same) same.push(belief);
      else beliefs.set(key, [belief]);
    }
    const departures = new Map<string, Departure[]>();
    for (const held of beliefs.values()) {
      const { personId } = held[0]!.fact;
      neverFlips(world, held, findings);
      let known = departures.get(personId);
      if (!known) departures.set(personId, (known = departuresOf(world, personId)));
      for (const departure of known) seesGone(world, held, departure, findings);
      for (const stretch of world.lines.ofPerson(personId))
        seesHere(world, held, stretch, findings);
    }
  },
};

type Held = readonly Found<EntryOf<'presence'>>[];

/** News about somebody may be this late: a while longer when something was harmed just before. */
function settleBefore(world: World, at: number): number {
  const { settleMs, settleHarmedMs } = world.bars.presence;
  return world.harmedWithin(at - settleHarmedMs, at) ? settleHarmedMs : settleMs;
}

function neverFlips(world: World, held: Held, findings: Findings): void {
  for (const { index, fact } of held) {
    findings.saw();
    if (fact.connected !== false) continue;
    const here = world.lines
      .ofPerson(fact.personId)
      .find((stretch) => stretch.from <= fact.at && fact.at < stretch.to);
    if (!here || fact.at - here.from <= settleBefore(world, fact.at)) continue;
    findings.violated(
      `${fact.client} sees ${fact.personId} go, who has been there for ${Math.round(fact.at - here.from)} ms`,
      here.evidence[0],
      index,
    );
  }
}

interface Departure {
  at: number;
  /** When nobody may believe any longer that they are here. */
  by: number;
  evidence: number[];
}

function departuresOf(world: World, personId: string): Departure[] {
  const clients = [...world.people.values()].filter((person) => person.personId === personId);
  const parts = clients.flatMap(({ client }) => world.lines.ofClient(client));
  const stretches = world.lines.ofPerson(personId);
  return stretches.flatMap((stretch, place) => {
    if (stretch.cause === null) return [];
    // The last tab may go politely while the node still waits for an earlier one that fell silent.
    const ended = parts.filter((part) => part.cause !== null && part.to <= stretch.to);
    const by = settled(world, Math.max(...ended.map((part) => part.to + barFor(world, part))));
    const next = stretches[place + 1];
    if (next && next.from <= by) return [];
    return [{ at: stretch.to, by, evidence: stretch.evidence.slice(-1) }];
  });
}

function barFor(world: World, { cause }: Stretch): number {
  const { leftMs, vanishedMs, nodeKilledMs } = world.bars.presence;
  if (cause === 'left' || cause === 'drained') return leftMs;
  return cause === 'node_killed' ? nodeKilledMs : vanishedMs;
}

/** While what carries presence is harmed, or no node is there to tell, the bar counts from the heal. */
function settled(world: World, by: number): number {
  let late = by;
  for (const { fact, from, to } of world.faults) {
    const carries = ['redis', 'postgres', 'link'].includes(fact.on);
    const nobody = fact.on === 'node' && fact.target === 'all';
    if (!(carries || nobody) || from > late) continue;
    late = Math.max(late, to + world.bars.presence.settleHarmedMs);
  }
  return late;
}

function seesGone(world: World, held: Held, departure: Departure, findings: Findings): void {
  const { client, personId } = held[0]!.fact;
  for (const watching of world.lines.ofClient(client)) {
    // From the deadline on, or a moment after the observer came.
    const from = Math.max(departure.by, watching.from + world.bars.presence.settleMs);
    if (from > watching.to || from > world.end) continue;
    if (returnedBefore(world, personId, departure.at, from)) continue;
    const belief = beliefAt(held, from);
    if (!belief || belief.fact.connected === null) continue;
    findings.saw();
    if (!belief.fact.connected) continue;
    findings.violated(
      `${client} still sees ${personId} ${Math.round(from - departure.at)} ms after they went`,
      ...departure.evidence,
      belief.index,
    );
    return;
  }
}

function seesHere(world: World, held: Held, stretch: Stretch, findings: Findings): void {
  const { client, personId } = held[0]!.fact;
  const { settleHarmedMs } = world.bars.presence;
  for (const watching of world.lines.ofClient(client)) {
    const both = Math.max(stretch.from, watching.from);
    const until = Math.min(stretch.to, watching.to);
    const from = settled(world, both + settleHarmedMs);
    if (from > until || from > world.end) continue;
    const belief = beliefAt(held, from);
    if (!belief || belief.fact.connected === null) continue;
    findings.saw();
    if (belief.fact.connected) continue;
    findings.violated(
      `${client} does not see ${personId}, who has been there for ${Math.round(from - stretch.from)} ms`,
      stretch.evidence[0],
      belief.index,
    );
    return;
  }
}

function returnedBefore(world: World, personId: string, after: number, before: number): boolean {
  return world.lines
    .ofPerson(personId)
    .some((stretch) => stretch.from > after && stretch.from <= before);
}

function beliefAt(held: Held, at: number): Found<EntryOf<'presence'>> | undefined {
  return held.findLast(({ fact }) => fact.at <= at);
}
