/**
 * How many sockets one process holds: authenticated visitors come in steps, and come again when they
 * are put off, until the limit of open files, memory or time is near. Then nobody says anything for a
 * while. Beside a bare Socket.IO server with as many.
 */
import fs from 'node:fs';
import { sleep, split, type Bench } from '@/bench/driver/bench';
import { kilobytes, ms, whole, type Report } from '@/bench/driver/report';
import { addVisitors, addWorkspace } from '@/bench/driver/seed';
import { startBareSocketServer, type ServerUnderTest } from '@/bench/driver/server';
import type { Credential } from '@/bench/wire/client';

const ADDRESSES = Array.from({ length: 16 }, (_, index) => `127.0.0.${index + 2}`);
/** Of the limit of open files; the product itself stops at nine tenths. */
const SHARE_OF_FILES = 0.97;
/** Nobody gives 100,000 sockets to one process, whatever its limit. */
const MOST = 60_000;
const STEP = 2_000;
const STEP_LIMIT_MS = 8_000;
const FILL_LIMIT_MS = 40_000;
/** Left free on the machine. */
const SPARE_BYTES = 1.5e9;
/** More than it can take: what is measured is the server, not its patience. */
const HANDSHAKES_PER_SECOND = 2_000;

interface Filled {
  sockets: number;
  seconds: number;
  refusals: number;
  /** Why there are not more. */
  end: string;
  heapPerSocket: number;
  residentPerSocket: number;
  /** Processor time for each second in which nobody says anything. */
  idleCpu: number;
  loop: { p50: number; p99: number; max: number };
}

export async function capacity(bench: Bench): Promise<Report> {
  const limit = openFilesLimit();
  const target = bench.quick ? 1_000 : Math.min(MOST, Math.floor(limit * SHARE_OF_FILES));
  const place = await addWorkspace(bench.db);
  const visitors = await addVisitors(bench.db, place, target);
  const own = await fill(
    bench,
    await bench.startServer({ handshakesPerSecond: HANDSHAKES_PER_SECOND }),
    visitors.map(({ credential }) => credential),
    limit,
  );
  const bare = await fill(
    bench,
    bench.keep(await startBareSocketServer()),
    Array<null>(own.sockets).fill(null),
    limit,
  );
  const per = (key: 'heapPerSocket' | 'residentPerSocket', what: string) => ({
    what: `${what} of one of ${whole(own.sockets)} sockets`,
    measured: kilobytes(own[key]),
    beside: `${kilobytes(bare[key])} bare Socket.IO`,
    ratio: own[key] / bare[key],
  });
  return {
    scenario: 'capacity',
    rows: [
      {
        what: `authenticated sockets in one process, ${whole(limit)} open files allowed`,
        measured: `${whole(own.sockets)} (${own.end})`,
        beside: `${whole(bare.sockets)} bare Socket.IO`,
      },
      {
        what: 'let in while they come, admission wide open',
        measured: `${whole(own.sockets / own.seconds)}/s, ${whole(own.refusals)} put off`,
        beside: `${whole(bare.sockets / bare.seconds)}/s bare Socket.IO`,
        ratio: own.sockets / own.seconds / (bare.sockets / bare.seconds),
      },
      {
        ...per('heapPerSocket', 'heap'),
        budget: '≤ 1.15',
        met: own.heapPerSocket <= bare.heapPerSocket * 1.15,
      },
      per('residentPerSocket', 'resident memory'),
      {
        what: 'processor, while all of them are silent',
        measured: `${(own.idleCpu * 100).toFixed(1)} %`,
        beside: `${(bare.idleCpu * 100).toFixed(1)} % bare Socket.IO`,
      },
      {
        what: 'event loop late meanwhile, p50 / p99',
        measured: `${ms(own.loop.p50)} / ${ms(own.loop.p99)}`,
        beside: `${ms(bare.loop.p50)} / ${ms(bare.loop.p99)} bare Socket.IO`,
      },
    ],
    details: { limit, target, own, bare },
  };
}

async function fill(
  bench: Bench,
  server: ServerUnderTest,
  credentials: (Credential | null)[],
  limit: number,
): Promise<Filled> {
  const { port } = server;
  const needed = Math.ceil(credentials.length / (limit * 0.9));
  const processes = await bench.startClients(Math.max(2, needed));
  // What the first sockets load and compile must not be counted as theirs.
  await processes[0]!.call('connect', { port, credentials: credentials.slice(0, 50) });
  await processes[0]!.call('disconnectAll', null);
  await sleep(1_000);
  const before = await server.call('weigh', null);
  const startedAt = performance.now();
  let [sockets, refusals, tried, end] = [0, 0, 0, 'all that were wanted'];
  while (tried < credentials.length) {
    const step = credentials.slice(tried, tried + STEP);
    const answers = await Promise.all(
      split(step, processes.length).map((share, index) =>
        processes[index]!.call('connectUntil', {
          port,
          credentials: share,
          addresses: ADDRESSES,
          milliseconds: STEP_LIMIT_MS,
        }),
      ),
    );
    const connected = answers.reduce((sum, answer) => sum + answer.connected, 0);
    tried += step.length;
    sockets += connected;
    refusals += answers.reduce((sum, answer) => sum + answer.refusals, 0);
    const reason = answers.map((answer) => answer.failure ?? answer.lastRefusal).find(Boolean);
    const failed = answers.some((answer) => answer.failure !== undefined);
    if (failed || connected < step.length / 20) end = reason ?? 'hardly anybody got in';
    else if (performance.now() - startedAt > FILL_LIMIT_MS) end = 'time was up';
    else if (availableBytes() < SPARE_BYTES) end = 'memory was near its end';
    else continue;
    break;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await sleep(2_000); // batches that follow the connections
  const after = await server.call('weigh', null);
  const quietMs = bench.quick ? 2_000 : 6_000;
  await server.call('watchLoop', null);
  const busyBefore = await server.call('busy', null);
  await sleep(quietMs);
  const busyMs = (await server.call('busy', null)) - busyBefore;
  const loop = await server.call('loopDelay', null);
  const alive = await Promise.all(processes.map((clients) => clients.call('alive', null)));
  await Promise.all(processes.map((clients) => clients.stop()));
  await server.stop();
  const held = alive.reduce((sum, count) => sum + count, 0);
  if (held < sockets) end += `, ${sockets - held} were lost again`;
  return {
    sockets: held,
    seconds,
    refusals,
    end,
    heapPerSocket: (after.heapBytes - before.heapBytes) / held,
    residentPerSocket: (after.residentBytes - before.residentBytes) / held,
    idleCpu: busyMs / quietMs,
    loop,
  };
}

/** Of every process that is started from here: Node.js raises the soft limit to the hard one. */
function openFilesLimit(): number {
  const found = /^Max open files\s+\S+\s+(\d+)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8'));
  return found ? Number(found[1]) : MOST;
}

function availableBytes(): number {
  const found = /^MemAvailable:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/meminfo', 'utf8'));
  return found ? Number(found[1]) * 1_024 : Infinity;
}
