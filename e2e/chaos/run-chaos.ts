/** The command line of the fault suite. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { closeBackOffice, openBackOffice } from './back-office';
import { describeViolations, judge } from './check/check';
import { Dice } from './dice';
import { ALL_FAULTS } from './faults/all-faults';
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
      long: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const dice = new Dice(seed);
  const began = performance.now();
  const installation = await startInstallation({
    nodes: Number(values.nodes),
    random: dice.fork('network').random,
  });
  await openBackOffice();
  console.log(`installation after ${Math.round(performance.now() - began)} ms`);
  try {
    const faults = ALL_FAULTS.filter(
      (fault) => !values.fault || values.fault.includes(fault.name),
    ).filter((fault) => values.long || !fault.long);
    const { history, ...report } = await runScenario(installation, {
      ...{ seed, clients: Number(values.clients), faults, without: null },
      say: (line) => console.log(line),
    });
    console.log(JSON.stringify(report, null, 1));
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-chaos-'));
    fs.writeFileSync(
      path.join(folder, 'history.jsonl'),
      history.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    );
    for (const { name, process } of installation.nodes) {
      fs.writeFileSync(
        path.join(folder, `${name}.log`),
        process
          .log()
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      );
    }
    const { violations, judged, summary } = judge(history);
    console.log(describeViolations(history, violations));
    console.log(JSON.stringify(judged), JSON.stringify(summary));
    console.log(folder);
    return violations.length + report.problems.length > 0 ? 1 : 0;
  } finally {
    await closeBackOffice();
    await installation.stop();
  }
}
