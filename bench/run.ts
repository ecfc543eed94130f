/**
 * `npm run bench [-- scenario …] [--quick] [--profile folder]`: runs the scenarios one after the
 * other, each on a database and a server of its own, prints a table and writes .data/bench/*.json.
 */
import { parseArgs } from 'node:util';
import { withBench, type Bench } from './driver/bench';
import { printHead, writeReport, type Report } from './driver/report';
import { capacity } from './scenarios/capacity';
import { catchUp } from './scenarios/catch-up';
import { fanOut } from './scenarios/fan-out';
import { fanOutNodes } from './scenarios/fan-out-nodes';
import { idle } from './scenarios/idle';
import { inbox } from './scenarios/inbox';
import { inbox10k } from './scenarios/inbox-10k';
import { liveMetrics } from './scenarios/live-metrics';
import { notifications } from './scenarios/notifications';
import { inboxScroll } from './scenarios/inbox-scroll';
import { adapters } from './scenarios/adapters';
import { relay } from './scenarios/relay';
import { reports } from './scenarios/reports';
import { sends } from './scenarios/sends';

const SCENARIOS: Record<string, (bench: Bench) => Promise<Report>> = {
  sends,
  'fan-out': fanOut,
  'fan-out-nodes': fanOutNodes,
  idle,
  capacity,
  'catch-up': catchUp,
  inbox,
  notifications,
  'live-metrics': liveMetrics,
  'inbox-10k': inbox10k,
  'inbox-scroll': inboxScroll,
  relay,
  reports,
  adapters,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, profile: { type: 'string' } },
});
const names = positionals.length > 0 ? positionals : Object.keys(SCENARIOS);
const unknown = names.filter((name) => !(name in SCENARIOS));
if (unknown.length > 0) {
  console.error(
    `No such scenario: ${unknown.join(', ')}. There are: ${Object.keys(SCENARIOS).join(', ')}.`,
  );
  process.exit(1);
}

printHead();
let missed = 0;
for (const name of names) {
  await withBench({ quick: values.quick, profileFolder: values.profile }, async (bench) => {
    const report = await SCENARIOS[name]!(bench);
    writeReport(report);
    missed += report.rows.filter((row) => row.met === false).length;
  });
}
if (missed > 0) console.log(`\n${missed} of the budgets were missed.`);
// Quick runs show that the benchmark works; their numbers decide nothing.
process.exit(missed > 0 && !values.quick ? 1 : 0);
