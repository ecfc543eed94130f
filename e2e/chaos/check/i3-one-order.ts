/**
 * I3: one order for all. Whatever a view shows, at any step, is a stretch of its audience's log
 * without a hole: the same ids at the same sequence numbers, each after its predecessor. A view is
 * only replaced when the server said so, and in the end reaches the head of the log.
 * From: shown (step by step), view, truth, connection (`reset`).
 * Left to others: rows that Postgres does not have (I9), rows that the reader must not see (I8),
 * rows shown twice (I2), acknowledged rows missing in the end (I1).
 */
import type { EntryOf, Row } from '../history';
import type { Findings, Invariant } from './invariant';
import type { View } from './views';
import type { Found, World } from './world';

export const oneOrder: Invariant = {
  id: 'I3',
  says: 'everybody sees one list in one order, at every moment',
  judge(world, findings) {
    for (const view of world.views) new Replay(world, view, findings).run();
    for (const final of world.all('view')) reachesTheHead(world, final, findings);
  },
};

class Replay {
  /** Ids on screen, to leave doubles to I2. */
  #ids = new Set<string>();
  #first: number | null = null;
  #last: number | null = null;
  #resetsUsed = 0;
  readonly #where: string;

  constructor(
    private readonly world: World,
    private readonly view: View,
    private readonly findings: Findings,
  ) {
    this.#where = `${view.client} in ${view.conversationId}`;
  }

  run(): void {
    for (const step of this.view.steps) {
      const { change, rows } = step.fact;
      if (change === 'prepend') this.#prepend(rows, step.index);
      else {
        if (change === 'reset') this.#wasTold(step);
        const before = this.#ids;
        if (change !== 'append' && change !== 'pending') this.#clear();
        this.#append(rows, step.index);
        if (change === 'replaced') this.#keeps(before, step.index);
      }
    }
  }

  #clear(): void {
    this.#ids = new Set();
    this.#first = null;
    this.#last = null;
  }

  #append(rows: readonly Row[], index: number): void {
    for (const row of rows) {
      const rank = this.#rank(row, index);
      if (rank === null) continue;
      if (this.#last !== null && rank <= this.#last) {
        this.findings.violated(`${this.#where} shows ${row.seq} after a later one`, index);
      } else if (this.#last !== null && rank > this.#last + 1) {
        this.findings.violated(`${this.#where} shows ${row.seq} below a hole`, index);
      }
      this.#first = this.#first === null ? rank : Math.min(rank, this.#first);
      this.#last = Math.max(rank, this.#last ?? 0);
    }
  }

  #prepend(rows: readonly Row[], index: number): void {
    for (const row of [...rows].reverse()) {
      const rank = this.#rank(row, index);
      if (rank === null) continue;
      if (this.#first !== null && rank !== this.#first - 1) {
        const what = rank >= this.#first ? 'above an earlier one' : 'above a hole';
        this.findings.violated(`${this.#where} shows ${row.seq} ${what}`, index);
      }
      this.#first = Math.min(rank, this.#first ?? rank);
      this.#last ??= rank;
    }
  }

  /** Place in the log; null for rows that other invariants answer for. */
  #rank(row: Row, index: number): number | null {
    this.findings.saw();
    if (this.#ids.has(row.id)) return null;
    this.#ids.add(row.id);
    const projection = this.world.projection(this.view.client, this.view.conversationId);
    const rank = projection?.rank.get(row.id);
    if (!projection || rank === undefined) return null;
    const stored = projection.rows[rank]!;
    const same =
      stored.seq === row.seq &&
      stored.type === row.type &&
      stored.kind === row.kind &&
      stored.actorId === row.actorId &&
      (row.clientId === undefined || row.clientId === stored.clientId);
    if (!same) {
      const truth = this.world.truth.get(this.view.conversationId)!.index;
      this.findings.violated(`${this.#where} shows ${row.id} not as stored`, index, truth);
    }
    return rank;
  }

  /** The server must have asked for each reset, once. */
  #wasTold(step: Found<EntryOf<'shown'>>): void {
    const { client, conversationId } = this.view;
    const since = this.view.steps[0]!.index;
    const told = this.world.all('connection').filter(({ index, fact }) => {
      if (fact.state !== 'reset' || fact.client !== client) return false;
      const concerned = fact.conversationId ?? conversationId;
      return index > since && index < step.index && concerned === conversationId;
    });
    this.#resetsUsed += 1;
    if (told.length < this.#resetsUsed) {
      this.findings.violated(`${this.#where} began anew without being told`, step.index);
    }
  }

  #keeps(before: ReadonlySet<string>, index: number): void {
    const gone = [...before].filter((id) => !this.#ids.has(id));
    if (gone.length > 0) {
      this.findings.violated(`${this.#where} no longer shows ${gone.join(', ')}`, index);
    }
  }
}

function reachesTheHead(world: World, { index, fact }: Found<EntryOf<'view'>>, found: Findings) {
  const projection = world.projection(fact.client, fact.conversationId);
  if (!projection) return;
  const shown = new Set(fact.rows.map((row) => row.id));
  const ranks = fact.rows.flatMap((row) => projection.rank.get(row.id) ?? []);
  const first = ranks.reduce((a, b) => Math.min(a, b), projection.rows.length);
  for (const row of projection.rows.slice(ranks.length === 0 ? 0 : first)) {
    if (shown.has(row.id) || world.acknowledgedIds.has(row.id)) continue;
    found.violated(
      `${fact.client} ends without ${row.seq} (${row.type}) of ${fact.conversationId}`,
      index,
    );
  }
}
