/**
 * One history: a desk is opened, people work, faults come and go one after the other, everything
 * comes to rest, and what is then true is written down beside what everybody saw.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '@/lib/platform/database';
import { cursorsEqual, readHeads, recordTruth, recordViews } from './collect-truth';
import { recordMetrics } from './collect-metrics';
import { recordNotices, settledNotices } from './collect-notices';
import { recordCounters } from './counters';
import { Desk } from './desk';
import { Dice } from '@/lib/client/simulation/dice';
import { recordEffects } from './effects';
import { Scene, type Fault } from './faults/fault';
import { Recorder, type Entry } from './history';
import type { Installation } from './installation';
import { NoticeWork } from './notice-work';
import { pendingEntries, sample, startSamples } from './samples';
import type { Without } from './without';
import { until, Workload } from './workload';

export interface ScenarioOptions {
  seed: number;
  clients: number;
  faults: readonly Fault[];
  without: Without | null;
  /** Told as it happens. */
  say(line: string): void;
}

export interface FaultReport {
  name: string;
  /** On the history's clock. */
  beganAt: number;
  seconds: number;
  /** From the heal until everybody is online, caught up and has no older message unsent; null = never. */
  recoveryMs: number | null;
}

export interface ScenarioReport {
  seed: number;
  history: readonly Entry[];
  operations: Record<string, Record<'ok' | 'fail' | 'unknown', number>>;
  faults: FaultReport[];
  /** From the last heal to the same heads everywhere; null = never. */
  convergedMs: number | null;
  /** What the run itself found wrong, beside what the checker finds in the history. */
  problems: string[];
}

/** Ordinary work before the first fault, the baseline of delays. */
const WARM_UP_MS = 2_500;
/** I13's bar is in the checker; this is only when to stop waiting. */
const PATIENCE_MS = 40_000;
/** Without one of the mechanisms what does not come will not come. */
const PATIENCE_WITHOUT_MS = 11_000;
/** What differs after this is the checker's to name. */
const CURSORS_MS = 10_000;
/** Longer than a client gathers cursors before it tells them. */
const CURSORS_REST_MS = 1_500;

export async function runScenario(
  installation: Installation,
  options: ScenarioOptions,
): Promise<ScenarioReport> {
  const { seed, clients, faults, without, say } = options;
  const dice = new Dice(seed);
  const recorder = new Recorder();
  recorder.record({
    ...{ entry: 'run', seed, startedAt: new Date().toISOString(), clients },
    nodes: installation.nodes.map(({ name }) => name),
    versions: { node: process.version },
  });
  const desk = await Desk.open(installation, recorder, dice.fork('desk'), { clients, without });
  const samples = startSamples(desk);
  const reports: FaultReport[] = [];
  const problems: string[] = [];
  try {
    const workload = new Workload(desk, dice.fork('work'));
    await workload.open();
    recorder.record({ entry: 'phase', phase: 'working' });
    const noticeWork = new NoticeWork(desk, dice.fork('notices'));
    workload.start();
    noticeWork.start();
    await sleep(WARM_UP_MS);
    const later: (() => Promise<void>)[] = [];
    for (const [at, fault] of faults.entries()) {
      const scene = new Scene(fault.name, installation, desk, dice.fork(`fault-${at}`));
      const began = recorder.now();
      await fault.run(scene).catch((error: unknown) => problems.push(told(fault, error)));
      later.push(
        ...scene.later.map(
          (work) => () => work().catch((error: unknown) => void problems.push(told(fault, error))),
        ),
      );
      const healedAt = scene.healedAt.at(-1) ?? recorder.now();
      const recoveryMs = await recovered(desk, healedAt);
      const seconds = Math.round((recorder.now() - began) / 100) / 10;
      const name = nameOf(fault);
      reports.push({ name, beganAt: began, seconds, recoveryMs });
      if (recoveryMs === null) problems.push(`nobody recovered after ${name}`);
      say(`  ${name}: ${seconds} s, recovered after ${recoveryMs ?? '–'} ms`);
    }
    for (const work of later) await work();
    recorder.record({ entry: 'phase', phase: 'healed' });
    const healedAt = recorder.now();
    await Promise.all([workload.stop(), noticeWork.stop()]);
    await until(() => desk.ledger.unsettled() === 0, patience(desk), 'not settled').catch(() =>
      problems.push(`${desk.ledger.unsettled()} messages are still unsent`),
    );
    recorder.record({ entry: 'phase', phase: 'quiesced' });
    const convergedMs = await converged(desk, healedAt);
    if (convergedMs === null) problems.push('the views did not converge');
    await settledCursors(desk);
    await recordCounters(desk);
    if (!(await outboxEmpty(desk))) problems.push('outbox or stream are not empty in the end');
    await settledNotices(desk);
    await samples.stop();
    await sample(desk);
    desk.ledger.close();
    if (convergedMs !== null) recorder.record({ entry: 'phase', phase: 'converged' });
    recordViews(desk);
    await recordTruth(desk);
    await recordNotices(desk);
    await recordMetrics(desk);
    recordEffects(desk);
    problems.push(...desk.stage.defects.map((defect) => `the client reported: ${String(defect)}`));
    // What closing the tabs writes is no part of it.
    const history = [...recorder.entries];
    const operations = desk.ledger.outcomes;
    return { seed, history, operations, faults: reports, convergedMs, problems };
  } finally {
    await samples.stop();
    await desk.close();
  }
}

const told = (fault: Fault, error: unknown): string =>
  `${nameOf(fault)}: ${error instanceof Error ? error.message : String(error)}`;

export const nameOf = ({ name, variant }: Fault): string => (variant ? `${name} ${variant}` : name);

const patience = ({ stage }: Desk): number => (stage.without ? PATIENCE_WITHOUT_MS : PATIENCE_MS);

async function recovered(desk: Desk, healedAt: number): Promise<number | null> {
  const { recorder } = desk;
  const done = () =>
    desk.living.every((tab) => !tab.behind) && desk.ledger.unsettled(healedAt) === 0;
  try {
    await until(done, patience(desk), '');
    return Math.round(recorder.now() - healedAt);
  } catch {
    return null; // the report says so
  }
}

/** Every open view stands at its head. */
async function converged(desk: Desk, healedAt: number): Promise<number | null> {
  const deadline = performance.now() + patience(desk);
  for (;;) {
    const heads = await readHeads(desk.workspace.id);
    const there = desk.living.every(
      (tab) =>
        !tab.behind &&
        [...tab.open.keys()].every((id) => {
          const head = heads.get(id);
          const { cursor } = tab.client.conversations.thread(id).getState();
          return head && cursor === (tab.staff ? head.seq : head.publicSeq);
        }),
    );
    if (there) return Math.round(desk.recorder.now() - healedAt);
    if (performance.now() > deadline) return null;
    await sleep(50);
  }
}

/**
 * Cursors are sent a moment after they moved: waits, at most for the bar, until all are told and none
 * has moved for a while. Who is only about to say what he read looks equal, too.
 */
async function settledCursors(desk: Desk): Promise<void> {
  const deadline = performance.now() + CURSORS_MS;
  const settled = async () => (await cursorsEqual(desk)) && cursorsRest(desk);
  while (!(await settled()) && performance.now() < deadline) await sleep(100);
}

function cursorsRest({ recorder }: Desk): boolean {
  const since = recorder.now() - CURSORS_REST_MS;
  const lately = recorder.entries.slice(recorder.entries.findLastIndex(({ at }) => at < since) + 1);
  return !lately.some((entry) => entry.entry === 'receipt' && entry.source === 'state');
}

/** And nothing that was taken from the stream is unfinished. */
async function outboxEmpty(desk: Desk): Promise<boolean> {
  const deadline = performance.now() + patience(desk);
  for (;;) {
    const rows = await query<{ left: number }>(
      { name: 'chaos-outbox', text: 'SELECT count(*)::int AS left FROM outbox' },
      [],
    );
    // What a node took and did not hear of is somebody else's after a pause, also without a row.
    if (rows[0]?.left === 0 && !(await pendingEntries(desk))) return true;
    if (performance.now() > deadline) return false;
    await sleep(100);
  }
}
