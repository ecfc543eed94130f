/** The tools that read the code without running it, two at a time. */
import fs from 'node:fs';
import { runTool } from './run-tool';

const bin = (file: string) => `node_modules/${file}`;
const ROOMS = ['app', 'bench', 'components', 'e2e', 'lib', 'prisma/seeds', 'scripts', 'server.ts'];

const CHECKS: { name: string; args: string[] }[] = [
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  { name: 'types', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.check.json'] },
  {
    name: 'walls',
    args: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.cjs'],
      ...ROOMS.filter((room) => fs.existsSync(room)),
    ],
  },
  {
    name: 'format',
    args: [
      bin('prettier/bin/prettier.cjs'),
      ...['--check', '--log-level', 'warn', '**/*.{ts,tsx,mjs,cjs,css,json}'],
    ],
  },
  { name: 'unused code', args: [bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints'] },
  { name: 'versions', args: ['--import', 'tsx', 'scripts/check-versions.ts'] },
];

export interface Count {
  passed: number;
  failed: number;
}

/** Each tool counts as one. What a failed one said is printed. */
export async function runChecks(): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  const waiting = [...CHECKS];
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { ok, output, seconds } = await runTool(check.args);
      count[ok ? 'passed' : 'failed']++;
      console.log(`${ok ? '✓' : '✗'} ${check.name} (${seconds.toFixed(1)} s)`);
      if (!ok) console.log(output.trimEnd());
    }
  };
  await Promise.all([work(), work()]);
  return count;
}
