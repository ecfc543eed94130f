/** What a scenario found: rows for the terminal, everything else as JSON in .data/bench. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Row {
  what: string;
  measured: string;
  /** What stands beside it in the same run. */
  beside?: string;
  ratio?: number | undefined;
  budget?: string;
  /** Undefined where there is no budget. */
  met?: boolean;
}

export interface Report {
  scenario: string;
  rows: Row[];
  details: unknown;
}

const FOLDER = path.resolve('.data/bench');

export function writeReport({ scenario, rows, details }: Report): void {
  fs.mkdirSync(FOLDER, { recursive: true });
  const machine = {
    cpus: os.cpus().length,
    model: os.cpus()[0]?.model,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    load: os.loadavg(),
  };
  const content = { scenario, at: new Date().toISOString(), machine, rows, details };
  fs.writeFileSync(path.join(FOLDER, `${scenario}.json`), `${JSON.stringify(content, null, 2)}\n`);
  for (const row of rows) console.log(toLine(row));
}

export function printHead(): void {
  console.log('| what | measured | beside it | ratio | budget | met |\n|---|---|---|---|---|---|');
}

function toLine({ what, measured, beside, ratio, budget, met }: Row): string {
  const verdict = met === undefined ? '' : met ? 'yes' : 'NO';
  const cells = [what, measured, beside ?? '', ratio?.toFixed(2) ?? '', budget ?? '', verdict];
  return `| ${cells.join(' | ')} |`;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
