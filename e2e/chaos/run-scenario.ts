/**
 * One history: a desk is opened, people work, faults come and go one after the other, everything
 * comes to rest, and what is then true is written down beside what everybody saw.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { readHeads, recordTruth, recordViews } from './collect-truth';
import { Desk } from './desk';
import { Dice } from './dice';
import { Scene, type Fault } from './faults/fault';
import type { Recorder } from './history';
import type { Installation } from './installation';
import { until, Workload } from './workload';

export interface ScenarioOptions {
  seed: number;
  clients: number;
  faults: readonly Fault[];
  without: string | null;
  /** Told as it happens. */
  say(line: string): void;
}

export interface FaultReport {
  name: string;
  seconds: number;
  /** From the heal until everybody is online, caught up and has no older message unsent; null = never. */
  recoveryMs: number | null;
}

export interface ScenarioReport {
  seed: number;
  operations: Record<string, Record<'ok' | 'fail' | 'unknown', number>>;
  faults: FaultReport[];
  /** From the last heal to the same heads everywhere; null = never. */
  convergedMs: number | null;
  defects: string[];
}

/** Ordinary work before the first fault, the baseline of delays. */
const WARM_UP_MS = 2_500;
const RECOVERY_LIMIT_MS = 40_000;
const CONVERGENCE_LIMIT_MS = 40_000;

export async function runScenario(
  installation: Installation,
  recorder: Recorder,
  options: ScenarioOptions,
): Promise<ScenarioReport> {
  const { seed, clients, faults, without, say } = options;
  const dice = new Dice(seed);
  recorder.record({
    ...{ entry: 'run', seed, startedAt: new Date().toISOString(), clients },
    nodes: installation.nodes.map(({ name }) => name),
    versions: { node: process.version },
  });
  const desk = await Desk.open(installation, recorder, dice.fork('desk'), { clients, without });
  const reports: FaultReport[] = [];
  try {
    const workload = new Workload(desk, dice.fork('work'));
    await workload.open().catch((error: Error) => {
      for (const tab of desk.tabs)
        say(`  ${tab.name}: ${JSON.stringify(tab.client.connection.getState())}`);
      throw error;
    });
    recorder.record({ entry: 'phase', phase: 'working' });
    workload.start();
    await sleep(WARM_UP_MS);
    for (const [at, fault] of faults.entries()) {
      const scene = new Scene(fault.name, installation, desk, dice.fork(`fault-${at}`));
      const began = recorder.now();
      await fault.run(scene);
      const healedAt = scene.healedAt.at(-1) ?? recorder.now();
      const recoveryMs = await recovered(desk, healedAt);
      const seconds = Math.round((recorder.now() - began) / 100) / 10;
      const name = fault.variant ? `${fault.name} ${fault.variant}` : fault.name;
      reports.push({ name, seconds, recoveryMs });
      say(`  ${name}: ${seconds} s, recovered after ${recoveryMs ?? '–'} ms`);
    }
    recorder.record({ entry: 'phase', phase: 'healed' });
    const healedAt = recorder.now();
    await workload.stop();
    await until(() => desk.ledger.unsettled() === 0, CONVERGENCE_LIMIT_MS, 'not settled').catch(
      (error: Error) => say(`  ${error.message}: ${desk.ledger.unsettled()} messages`),
    );
    recorder.record({ entry: 'phase', phase: 'quiesced' });
    const convergedMs = await converged(desk, healedAt);
    if (convergedMs !== null) recorder.record({ entry: 'phase', phase: 'converged' });
    recordViews(desk);
    await recordTruth(desk);
    return {
      seed,
      operations: desk.ledger.outcomes,
      faults: reports,
      convergedMs,
      defects: desk.stage.defects.map(String),
    };
  } finally {
    desk.ledger.close();
    await desk.close();
  }
}

async function recovered(desk: Desk, healedAt: number): Promise<number | null> {
  const { recorder } = desk;
  const done = () =>
    desk.living.every((tab) => !tab.behind) && desk.ledger.unsettled(healedAt) === 0;
  try {
    await until(done, RECOVERY_LIMIT_MS, '');
    return Math.round(recorder.now() - healedAt);
  } catch {
    return null; // the report says so
  }
}

/** Every open view stands at its head. */
async function converged(desk: Desk, healedAt: number): Promise<number | null> {
  const deadline = performance.now() + CONVERGENCE_LIMIT_MS;
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
