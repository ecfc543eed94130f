/** The command line of the fault suite. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Dice } from './dice';
import { ALL_FAULTS } from './faults/all-faults';
import { Recorder } from './history';
import { startInstallation } from './installation';
import { runScenario } from './run-scenario';

export async function runChaos(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given,
    options: {
      seed: { type: 'string', default: '1' },
      clients: { type: 'string', default: '20' },
      nodes: { type: 'string', default: '3' },
      fault: { type: 'string', multiple: true },
    },
  });
  const seed = Number(values.seed);
  const dice = new Dice(seed);
  const began = performance.now();
  const installation = await startInstallation({
    nodes: Number(values.nodes),
    random: dice.fork('network').random,
  });
  console.log(`installation after ${Math.round(performance.now() - began)} ms`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-chaos-'));
  const recorder = new Recorder(path.join(folder, 'history.jsonl'));
  try {
    const faults = ALL_FAULTS.filter(
      (fault) => !values.fault || values.fault.includes(fault.name),
    ).filter((fault) => !fault.long);
    const report = await runScenario(installation, recorder, {
      ...{ seed, clients: Number(values.clients), faults, without: null },
      say: (line) => console.log(line),
    });
    console.log(JSON.stringify(report, null, 1));
    console.log(folder);
    return 0;
  } finally {
    await recorder.close();
    await installation.stop();
  }
}
