/**
 * The command line of the fault suite: the short set, a long run over random seeds, chosen faults, or
 * a run without one mechanism, which must fail. Prints `chaos: N passed, N failed`, counted by
 * fault, and writes the same as JSON; histories of what failed are kept.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { closeBackOffice, openBackOffice } from './back-office';
import { describeViolations, judge, type Verdict } from './check/check';
import { Dice } from '@/lib/client/simulation/dice';
import { ALL_FAULTS } from './faults/all-faults';
import type { Fault } from './faults/fault';
import { startInstallation, type Installation } from './installation';
import { keepLeases } from './keep-leases';
import { blame, type Case } from './blame';
import { nameOf, runScenario, type ScenarioReport } from './run-scenario';
import { faultRows, runRow } from './report-lines';
import { findFault, findFaults, PINNED, SHORT_SET } from './sets';
import { judgeEvidence } from './set-evidence';
import { witnessNotices } from './witness-notices';
import { MECHANISMS, MISSED_IN, type Without } from './without';

const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--clients N] [--nodes N] [--fault F6] [--pinned]
                [--keep]
                [--without ${MECHANISMS.join('|')}]`;
const FOLDER = path.join('.data', 'chaos');
/** Faults of one history of a long run. */
const FAULTS_AT_ONCE = 6;

interface Options {
  seed: number;
  clients: number;
  nodes: number;
  minutes: number;
  faults: string[];
  without: Without | null;
  /** What once failed, with the same seeds and faults. */
  pinned: boolean;
  keep: boolean;
}

interface Planned {
  name: string;
  seed: number;
  faults: readonly Fault[];
}

interface Done extends Omit<ScenarioReport, 'history'> {
  name: string;
  cases: Case[];
  verdict: Pick<Verdict, 'judged' | 'summary'>;
  violations: string[];
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Returns the exit code. */
export async function runChaos(given: string[]): Promise<number> {
  const options = read(given);
  if (!options) {
    say(USAGE);
    return 2;
  }
  const began = performance.now();
  const installation = await startInstallation({
    nodes: options.nodes,
    random: new Dice(options.seed).fork('network').random,
    ...(options.without === 'outbox-relay' ? { roles: 'realtime' } : {}),
  });
  const stop = async () => {
    await closeBackOffice();
    await installation.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  const done: Done[] = [];
  try {
    await openBackOffice();
    await witnessNotices(options.without);
    const leases = options.without === 'lease-expiry' ? keepLeases(installation) : null;
    say(
      `chaos: ${options.nodes} nodes, ${options.clients} clients, seed ${options.seed}, ready after ${seconds(began)} s`,
    );
    for (const planned of plan(options)) {
      done.push(await runOne(installation, planned, options));
    }
    await leases?.stop();
  } finally {
    await stop();
  }
  return report(options, done, seconds(began));
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;

function read(given: string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: given,
      options: {
        seed: { type: 'string' },
        clients: { type: 'string' },
        nodes: { type: 'string', default: '3' },
        minutes: { type: 'string', default: '0' },
        fault: { type: 'string', multiple: true, default: [] },
        without: { type: 'string' },
        pinned: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
      },
    });
    const without = MECHANISMS.find((name) => name === values.without) ?? null;
    if (values.without !== undefined && without === null) return null;
    const minutes = Number(values.minutes);
    return {
      // Printed, so that any run can be had again.
      seed: values.seed === undefined ? Date.now() % 1_000_000_007 : Number(values.seed),
      clients: Number(values.clients ?? (minutes > 0 ? 40 : 20)),
      nodes: Number(values.nodes),
      minutes,
      faults: values.fault,
      without,
      pinned: values.pinned,
      keep: values.keep,
    };
  } catch {
    return null; // an option that there is not: the usage is the answer
  }
}

function* plan({ seed, minutes, faults, without, pinned }: Options): Generator<Planned> {
  if (without) {
    yield { name: `without ${without}`, seed, faults: MISSED_IN[without].map(findFault) };
  } else if (pinned) {
    for (const one of PINNED) {
      yield { name: `pinned ${one.seed}`, seed: one.seed, faults: one.faults.map(findFault) };
    }
  } else if (minutes > 0) {
    const until = performance.now() + minutes * 60_000;
    const chosen = faults.length > 0 ? faults.flatMap(findFaults) : ALL_FAULTS;
    for (let round = 0; performance.now() < until; round += 1) {
      // Each round is one seed, so that it can be run alone.
      const own = (seed + round) >>> 0;
      yield { name: `seed ${own}`, seed: own, faults: throwFaults(own, chosen) };
    }
  } else if (faults.length > 0) {
    yield { name: faults.join(' '), seed, faults: faults.flatMap(findFaults) };
  } else {
    for (const group of SHORT_SET) yield { ...group, faults: group.faults.map(findFault) };
  }
}

function throwFaults(seed: number, chosen: readonly Fault[]): Fault[] {
  return new Dice(seed).fork('faults').shuffled(chosen).slice(0, FAULTS_AT_ONCE);
}

async function runOne(
  installation: Installation,
  { name, seed, faults }: Planned,
  { clients, without, keep }: Options,
): Promise<Done> {
  say(`${name} (seed ${seed}): ${faults.map(nameOf).join(', ')}`);
  const logsFrom = installation.nodes.map(({ process: node }) => node.log().length);
  const { history, ...report } = await runScenario(installation, {
    ...{ seed, clients, faults, without, say },
  });
  // Whether there was enough to judge is asked of the whole run, not of every history.
  const evidence = { I5: 0, I12: 0, I13: 0, I14: 0 };
  const { violations, judged, summary } = judge(history, { evidence });
  const cases = blame(history, faults, violations, report);
  const text = describeViolations(history, violations);
  if (text !== '') say(text);
  for (const problem of report.problems) say(`  ${problem}`);
  if (keep || cases.some((one) => one.failed.length > 0)) {
    const folder = path.join(FOLDER, `${name.replaceAll(' ', '-')}-${seed}`);
    fs.mkdirSync(folder, { recursive: true });
    writeLines(path.join(folder, 'history.jsonl'), history);
    for (const [at, { name: node, process: own }] of installation.nodes.entries()) {
      writeLines(path.join(folder, `${node}.log`), own.log().slice(logsFrom[at]));
    }
    say(`  kept in ${folder}`);
  }
  return {
    ...report,
    name,
    cases,
    verdict: { judged, summary },
    violations: violations.map(({ message }) => message),
  };
}

/** Chosen faults cannot be expected to give every invariant something to judge. */
const isWholeSet = ({ faults, without, pinned }: Options): boolean =>
  faults.length === 0 && without === null && !pinned;

function writeLines(file: string, lines: readonly unknown[]): void {
  fs.writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function report(options: Options, done: readonly Done[], took: number): number {
  const cases = done.flatMap((one) => one.cases);
  if (isWholeSet(options)) cases.push(judgeEvidence(done.map(({ verdict }) => verdict.judged)));
  const failed = cases.filter((one) => one.failed.length > 0);
  const file = path.join(FOLDER, 'last.json');
  fs.mkdirSync(FOLDER, { recursive: true });
  const counts = { passed: cases.length - failed.length, failed: failed.length };
  fs.writeFileSync(file, JSON.stringify({ ...counts, options, seconds: took, done }, null, 2));
  for (const one of done) {
    const { operations, summary } = { operations: one.operations, summary: one.verdict.summary };
    const count = (outcome: 'ok' | 'fail' | 'unknown') =>
      Object.values(operations).reduce((sum, counts) => sum + counts[outcome], 0);
    const slowest = Math.max(0, ...one.faults.map(({ recoveryMs }) => recoveryMs ?? Infinity));
    say(
      `${one.name}: ${count('ok')} ok, ${count('fail')} refused, ${count('unknown')} unknown, ${summary.framesChecked} frames, slowest recovery ${slowest} ms, converged after ${one.convergedMs ?? '–'} ms`,
    );
  }
  say('\n| fault | runs | violations | slowest recovery |\n| - | - | - | - |');
  for (const row of faultRows(done)) say(row);
  say(
    '\n| when | length | seeds | operations | faults injected | frames checked | violations | worst recovery |',
  );
  say('| - | - | - | - | - | - | - | - |');
  say(`${runRow(done, took)}\n`);
  const quickAgain = done.reduce((sum, { verdict }) => sum + verdict.summary.quickAgain, 0);
  say(
    `I13, sends quick again after a long calm: ${quickAgain === 0 ? 'not judged' : `judged ${quickAgain} times`}`,
  );
  for (const one of failed) say(`failed: ${one.name}: ${one.failed.join(', ')}`);
  say(
    `chaos: ${cases.length - failed.length} passed, ${failed.length} failed (${took} s, seed ${options.seed}, ${file})`,
  );
  return failed.length > 0 ? 1 : 0;
}
