/**
 * The process of simulated traffic: told by its parent what to do, it works as the product's own clients
 * do and never touches the database. It ends when it is told to, or when its parent is gone.
 */
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { CUSTOMERS, customerAt } from '@/prisma/seeds/demo-customers';
import { writeScript } from '@/prisma/seeds/demo-script';
import { Agent } from './agent';
import { Desk } from './desk';
import { arrivals, BOUNDS, fates, PACES, type Fate } from './pace';
import { play } from './play';
import { Stage, type Counters, type TrafficOrder } from './stage';
import { Visitor } from './visitor';

export type Report =
  { kind: 'ready' } | { kind: 'trouble'; line: string } | { kind: 'counters'; counters: Counters };

const COUNT_EVERY_MS = 2_000;
const LEAVE_MS = 2_000;
/** Behind the server, whose machine it is. */
const NICENESS = 5;
const ANONYMOUS = 0.15;

const tell = (report: Report) => {
  if (process.connected) process.send?.(report);
};

async function run(stage: Stage): Promise<void> {
  const agents: Agent[] = [];
  for (const account of stage.order.desk.agents) agents.push(await Agent.signIn(stage, account));
  ending(stage, agents);
  const desk = new Desk(stage, agents);
  for (const agent of agents) stage.beside('Tidying up', () => agent.tidy());
  stage.beside('Breaks', () => desk.takeBreaks());
  tell({ kind: 'ready' });

  const { dice, order, counters } = stage;
  const coming = arrivals(dice.fork('arrivals'), PACES[order.pace].everyMs);
  const become = fates(dice.fork('fates'));
  const scripts = dice.fork('scripts');
  const here = new Set<number>();
  const began = Date.now();
  for (const at of coming) {
    await sleep(Math.max(0, began + at - Date.now()));
    if (stage.over) return;
    // Who finds everything taken does not come at all.
    if (here.size >= BOUNDS.visitors) continue;
    let customer = scripts.whole(0, CUSTOMERS - 1);
    while (here.has(customer)) customer = (customer + 1) % CUSTOMERS;
    here.add(customer);
    counters.visitors += 1;
    counters.visitorsAtOnce = Math.max(counters.visitorsAtOnce, here.size);
    const fate = become.next().value;
    stage.beside('A visit', () =>
      visit(stage, desk, customer, fate).finally(() => here.delete(customer)),
    );
  }
}

async function visit(stage: Stage, desk: Desk, customer: number, fate: Fate): Promise<void> {
  const script = writeScript(stage.dice);
  const [path, title] = script.page;
  const page = { url: `https://fjordandfern.example${path}`, title };
  const known = stage.dice.chance(ANONYMOUS) ? null : customerAt(customer);
  const visitor = new Visitor(stage, known, page);
  try {
    await play(stage, desk, { visitor, script, fate });
    await stage.pause(stage.dice.whole(3_000, 12_000));
  } finally {
    visitor.leave();
  }
}

let leave: (() => Promise<unknown>) | undefined;

function ending(stage: Stage, agents: Agent[]): void {
  const counting = setInterval(
    () => tell({ kind: 'counters', counters: stage.counters }),
    COUNT_EVERY_MS,
  );
  leave = async () => {
    clearInterval(counting);
    stage.end();
    // A server that is going down may not answer any more; sessions end by themselves, too.
    await Promise.race([Promise.allSettled(agents.map((agent) => agent.leave())), sleep(LEAVE_MS)]);
    tell({ kind: 'counters', counters: stage.counters });
  };
}

let leaving = false;
async function stop(): Promise<void> {
  if (leaving) return;
  leaving = true;
  await leave?.();
  process.exit(0);
}

process.once('message', (order: TrafficOrder) => {
  run(new Stage(order, (line) => tell({ kind: 'trouble', line }))).catch((error: unknown) => {
    if (leaving) return;
    console.error(error);
    process.exit(1);
  });
});
process.once('disconnect', () => void stop());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
os.setPriority(NICENESS);
