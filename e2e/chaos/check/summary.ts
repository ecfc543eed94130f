/** What a run did, in numbers, for reports: nothing here decides anything. */
import { longCalms, recoveryMs } from './calm';
import { p99 } from './percentile';
import type { World } from './world';

export interface Summary {
  seed: number | null;
  /** Milliseconds between the first and the last entry. */
  durationMs: number;
  clients: number;
  conversations: number;
  /** Rows in Postgres. */
  events: number;
  operations: Record<'ok' | 'fail' | 'unknown', number>;
  operationsByCall: Record<string, number>;
  /** Why operations failed. */
  failCodes: Record<string, number>;
  /** Injected, by name. */
  faults: Record<string, number>;
  /** By name of the fault: milliseconds from heal until all views were up to date. */
  recovery: Record<string, { times: number; worstMs: number }>;
  framesChecked: number;
  rowsShown: number;
  /** Views that the server told to begin anew. */
  resets: number;
  sendP99Ms: number | null;
  /** Stretches of calm in which it was judged whether sends are quick again (I13). */
  quickAgain: number;
}

export function summarise(world: World): Summary {
  const operations = { ok: 0, fail: 0, unknown: 0 };
  const operationsByCall: Record<string, number> = {};
  for (const { invoke, outcome } of world.operations.values()) {
    count(operationsByCall, invoke.fact.call);
    if (outcome) operations[outcome.fact.entry] += 1;
  }
  const failCodes: Record<string, number> = {};
  for (const { fact } of world.all('fail')) count(failCodes, fact.code);
  const faults: Record<string, number> = {};
  for (const { fact } of world.faults) count(faults, fact.name);
  const sends = world.all('latency').filter(({ fact }) => fact.what === 'send');
  const shown = world.all('shown');
  return {
    seed: world.all('run')[0]?.fact.seed ?? null,
    durationMs: Math.round(world.end - (world.entries[0]?.at ?? 0)),
    clients: world.people.size,
    conversations: world.truth.size,
    events: [...world.truth.values()].reduce((sum, { byId }) => sum + byId.size, 0),
    operations,
    operationsByCall,
    failCodes,
    faults,
    recovery: recovery(world),
    framesChecked: world.all('frame').length,
    rowsShown: shown.reduce((sum, { fact }) => sum + fact.rows.length, 0),
    resets: shown.filter(({ fact }) => fact.change === 'reset').length,
    sendP99Ms: sends.length === 0 ? null : p99(sends.map(({ fact }) => fact.ms)),
    quickAgain: longCalms(world).length,
  };
}

function recovery(world: World): Summary['recovery'] {
  const byName: Summary['recovery'] = {};
  for (const span of world.faults) {
    const { fact, healIndex } = span;
    const ms = healIndex === undefined ? null : recoveryMs(world, span);
    if (ms === null) continue;
    const known = (byName[fact.name] ??= { times: 0, worstMs: 0 });
    known.times += 1;
    known.worstMs = Math.max(known.worstMs, Math.round(ms));
  }
  return byName;
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
