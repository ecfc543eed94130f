/**
 * `npm test`: the checks, the build with its size budgets, the unit, server and cluster tests, the
 * short set of the fault suite, and the journeys in a real browser. The last line sums everything up:
 * «N passed, N failed».
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfChanged } from './build-if-changed';
import { checkSizes } from './check-sizes';
import { requireChromium } from './require-chromium';
import { runChecks, type Count } from './run-checks';
import { requireProgram } from './require-program';
import { runTool } from './run-tool';

/** Said again at the end, where nobody has to look for it. */
const failures: string[] = [];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-results-'));

/** A part that ended badly without naming a failed test still failed. */
function settle(count: Count, ok: boolean): Count {
  return ok || count.failed > 0 ? count : { ...count, failed: 1 };
}

function readResult(file: string): Record<string, unknown> {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return {}; // the runner did not get as far as writing it, and `settle` counts that
  }
}

/** What the tests over several nodes need beside Node. */
async function runPrograms(): Promise<Count> {
  const programs = ['redis-server', 'haproxy'];
  const counts: Count[] = [];
  for (const program of programs) {
    counts.push(await single(program, () => Promise.resolve(void requireProgram(program))));
  }
  return add(counts);
}

interface VitestResult {
  numPassedTests?: number;
  numFailedTests?: number;
  testResults?: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
  }[];
}

/** One line each, for the end of a long output. */
function namesOfFailed({ testResults = [] }: VitestResult): string[] {
  const firstLine = (text = '') => text.split('\n')[0]!.slice(0, 200);
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(process.cwd(), name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : [];
    return failed.map((one) => `${file} › ${one.fullName}: ${firstLine(one.failureMessages?.[0])}`);
  });
}

async function runVitest(): Promise<Count> {
  const file = path.join(scratch, 'vitest.json');
  const { ok } = await runTool(
    [
      'node_modules/vitest/vitest.mjs',
      ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    ],
    { live: true },
  );
  const result = readResult(file) as VitestResult;
  failures.push(...namesOfFailed(result));
  return settle({ passed: result.numPassedTests ?? 0, failed: result.numFailedTests ?? 0 }, ok);
}

/** The short set of the fault suite; each fault counts as one. */
async function runChaos(): Promise<Count> {
  const file = path.join('.data', 'chaos', 'last.json');
  fs.rmSync(file, { force: true });
  const { ok } = await runTool(['--import', 'tsx', 'scripts/chaos.ts'], { live: true });
  const { passed = 0, failed = 0 } = readResult(file) as Partial<Count>;
  return settle({ passed, failed }, ok);
}

async function runBuild(): Promise<Count> {
  const built = await single('build', async () => {
    await buildIfChanged();
  });
  if (built.failed > 0) return built;
  const sizes = await single('size budgets', () => {
    const { ok, lines } = checkSizes();
    console.log(lines.map((line) => `  ${line}`).join('\n'));
    return ok ? Promise.resolve() : Promise.reject(new Error('A budget is exceeded.'));
  });
  return add([built, sizes]);
}

interface JourneySuite {
  file?: string;
  specs?: { title: string; ok: boolean }[];
  suites?: JourneySuite[];
}

const namesOfFailedJourneys = ({ file = '', specs = [], suites = [] }: JourneySuite): string[] => [
  ...specs.filter(({ ok }) => !ok).map(({ title }) => `${file} › ${title}`),
  ...suites.flatMap(namesOfFailedJourneys),
];

async function runJourneys(): Promise<Count> {
  const ready = await single('chromium', () => Promise.resolve(requireChromium()));
  if (ready.failed > 0) return ready;
  const file = path.join(scratch, 'playwright.json');
  const { ok } = await runTool(
    ['node_modules/playwright/cli.js', 'test', '--reporter=list,json', '--pass-with-no-tests'],
    { live: true, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  );
  const { stats, suites } = readResult(file) as {
    stats?: { expected: number; unexpected: number; flaky: number };
    suites?: JourneySuite[];
  };
  failures.push(...namesOfFailedJourneys({ suites }));
  return settle(
    { passed: stats?.expected ?? 0, failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) },
    ok,
  );
}

/** Something that either is so or is not counts as one. */
async function single(name: string, work: () => Promise<void>): Promise<Count> {
  try {
    await work();
    console.log(`✓ ${name}`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(`✗ ${name}\n${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

const add = (counts: Count[]): Count => ({
  passed: counts.reduce((sum, { passed }) => sum + passed, 0),
  failed: counts.reduce((sum, { failed }) => sum + failed, 0),
});

const counts: Count[] = [];
// The build comes before the tests: those over several nodes serve its pages.
const parts = [runChecks, runBuild, runPrograms, runVitest, runChaos, runJourneys];
for (const part of parts) {
  const count = await part();
  if (count.failed > 0) failures.unshift(`${part.name}: ${count.failed} failed`);
  counts.push(count);
}
fs.rmSync(scratch, { recursive: true, force: true });
const total = add(counts);
for (const failure of failures) console.log(`✗ ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
