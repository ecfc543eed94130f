/** Stretches of time in which no fault is active, and what may be expected within them. */
import type { View } from './views';
import type { FaultSpan, World } from './world';

export interface Calm {
  from: number;
  /** When the next fault begins, or the history ends. */
  to: number;
  /** Heal that began it; none for the time before the first fault. */
  heal: number | undefined;
}

export function calms(world: World): Calm[] {
  const found: Calm[] = [];
  let from = 0;
  let heal: number | undefined;
  for (const span of world.faults) {
    if (span.from > from) found.push({ from, to: span.from, heal });
    if (span.to < from) continue;
    from = span.to;
    heal = span.healIndex;
  }
  if (world.end > from) found.push({ from, to: world.end, heal });
  return found;
}

/** Stretches after a heal that are long enough to say how quick sends are again, with the times of those. */
export function longCalms(world: World): { heal: number; sendsMs: number[] }[] {
  const { sendsRecoveredMs, latencySamples } = world.bars;
  const sends = world.all('latency').filter(({ fact }) => fact.what === 'send');
  return calms(world).flatMap(({ from, to, heal }) => {
    if (heal === undefined) return [];
    const sendsMs = sends
      .filter(({ fact }) => fact.at - fact.ms > from + sendsRecoveredMs && fact.at <= to)
      .map(({ fact }) => fact.ms);
    return sendsMs.length < latencySamples ? [] : [{ heal, sendsMs }];
  });
}

/** The first moment after `at` that comes after `ms` of calm in one piece; null = there is none. */
export function calmFor(periods: readonly Calm[], at: number, ms: number): number | null {
  for (const { from, to } of periods) {
    const by = Math.max(at, from) + ms;
    if (by <= to) return by;
  }
  return null;
}

/** When a client is connected, from `at` on; null = not any more. */
export function connectedFrom(world: World, client: string, at: number): number | null {
  for (const stretch of world.lines.ofClient(client)) {
    if (stretch.to > at) return Math.max(at, stretch.from);
  }
  return null;
}

/**
 * Milliseconds after the heal until every view that was open, of every client that was connected
 * when the fault began, showed all that had been acknowledged before; 0 if it did already, null if
 * there was no such view.
 */
export function recoveryMs(world: World, { from, to: heal }: FaultSpan): number | null {
  let last: number | null = null;
  for (const view of world.views) {
    if (view.openedAt > heal || (view.closedAt !== null && view.closedAt <= heal)) continue;
    if (connectedFrom(world, view.client, from) !== from) continue;
    last ??= heal;
    for (const { eventId, at } of world.acknowledgedOf(view.conversationId)) {
      if (at > heal) continue;
      const shown = view.firstShown.get(eventId);
      if (shown !== undefined && !broughtByScrolling(view).has(eventId)) {
        last = Math.max(last, shown);
      }
    }
  }
  return last === null ? null : last - heal;
}

const scrolled = new WeakMap<View, ReadonlySet<string>>();

/** Ids of rows that came with older history: they were not late, nobody had asked for them. */
export function broughtByScrolling(view: View): ReadonlySet<string> {
  let ids = scrolled.get(view);
  if (!ids) {
    const above = view.steps.filter(({ fact }) => fact.change === 'prepend');
    ids = new Set(above.flatMap(({ fact }) => fact.rows.map((row) => row.id)));
    scrolled.set(view, ids);
  }
  return ids;
}

/** A process that has just begun to serve still compiles what it serves with. */
const WARMING_MS = 500;

/** Whether a node's process was being started at any moment from `from` to `to`. */
export function startsWithin(world: World, from: number, to: number): boolean {
  return world.starts.some((start) => start.from <= to && start.to + WARMING_MS >= from);
}
