/** Lines for docs/reliability.md: one row per fault, one row per run. */
import type { Case } from './blame';
import type { Summary } from './check/summary';
import type { FaultReport } from './run-scenario';

export interface Reported {
  seed: number;
  cases: readonly Case[];
  faults: readonly FaultReport[];
  verdict: { summary: Pick<Summary, 'operations' | 'framesChecked' | 'faults'> };
  violations: readonly string[];
}

/** `| fault | runs | violations | slowest recovery |`, ordered by number; `–` = nobody recovered. */
export function faultRows(done: readonly Reported[]): string[] {
  const byName = new Map<string, { runs: number; violations: number; slowestMs: number }>();
  for (const { cases, faults } of done) {
    for (const [at, { name, recoveryMs }] of faults.entries()) {
      const row = byName.get(name) ?? { runs: 0, violations: 0, slowestMs: 0 };
      row.runs += 1;
      row.violations += cases[at]?.failed.length ?? 0;
      row.slowestMs = Math.max(row.slowestMs, recoveryMs ?? Infinity);
      byName.set(name, row);
    }
  }
  return [...byName]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([name, { runs, violations, slowestMs }]) =>
      cells(name, runs, violations, slowestMs === Infinity ? '–' : `${slowestMs} ms`),
    );
}

/** `| date | length | seeds | operations | faults injected | frames checked | violations | worst recovery |` */
export function runRow(done: readonly Reported[], seconds: number): string {
  const sum = (count: (one: Reported) => number) =>
    done.reduce((total, one) => total + count(one), 0);
  const of = (outcome: 'ok' | 'fail' | 'unknown') =>
    sum(({ verdict }) => verdict.summary.operations[outcome]);
  const seeds = [...new Set(done.map(({ seed }) => seed))].sort((a, b) => a - b);
  const recoveries = done.flatMap((one) => one.faults.map(({ recoveryMs }) => recoveryMs));
  const worst = recoveries.includes(null) ? '–' : `${Math.max(0, ...(recoveries as number[]))} ms`;
  return cells(
    new Date().toISOString().slice(0, 10),
    seconds < 600 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`,
    seeds.length > 6 ? `${seeds.length}, ${seeds[0]} to ${seeds.at(-1)}` : seeds.join(', '),
    `${of('ok')} ok, ${of('fail')} refused, ${of('unknown')} unknown`,
    sum(({ verdict }) => total(verdict.summary.faults)),
    sum(({ verdict }) => verdict.summary.framesChecked),
    sum(({ violations, cases }) => Math.max(violations.length, failures(cases))),
    worst,
  );
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** What the run itself found wrong counts too. */
const failures = (cases: readonly Case[]): number =>
  cases.reduce((sum, { failed }) => sum + failed.length, 0);

const cells = (...values: (string | number)[]): string => `| ${values.join(' | ')} |`;
