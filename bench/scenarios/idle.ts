/**
 * What an authenticated socket costs that says nothing, beside a bare Socket.IO server that was
 * given the same number of sockets with the same headers. Weighed after full collections.
 */
import { sleep, split, type Bench } from '@/bench/driver/bench';
import { kilobytes, whole, type Report, type Row } from '@/bench/driver/report';
import { addVisitors, addWorkspace } from '@/bench/driver/seed';
import { startBareSocketServer, type ServerUnderTest } from '@/bench/driver/server';
import type { Weight } from '@/bench/processes/probe';
import type { Credential } from '@/bench/wire/client';

const CLIENT_PROCESSES = 2;
const ADDRESSES = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 2}`);

interface Measured {
  sockets: number;
  heapPerSocket: number;
  residentPerSocket: number;
  requests: number;
  acceptedPerSecond: number;
  alive: number;
}

export async function idle(bench: Bench): Promise<Report> {
  const sizes = bench.quick ? [500] : [5_000, 15_000];
  const largest = Math.max(...sizes);
  const place = await addWorkspace(bench.db);
  const visitors = await addVisitors(bench.db, place, largest);
  const credentials = visitors.map((visitor) => visitor.credential);
  const rows: Row[] = [];
  const details = [];
  for (const size of sizes) {
    const bare = await measure(bench, await startBareSocketServer(), Array(size).fill(null));
    const own = await measure(bench, await bench.startServer(), credentials.slice(0, size));
    const ratio = own.heapPerSocket / bare.heapPerSocket;
    details.push({ own, bare, ratio });
    rows.push(
      {
        what: `heap of an idle authenticated socket, ${whole(size)} sockets`,
        measured: kilobytes(own.heapPerSocket),
        beside: `${kilobytes(bare.heapPerSocket)} bare Socket.IO`,
        ratio,
        budget: '≤ 1.15',
        met: ratio <= 1.15 && own.alive === size,
      },
      {
        what: `resident memory of one, ${whole(size)} sockets`,
        measured: kilobytes(own.residentPerSocket),
        beside: `${kilobytes(bare.residentPerSocket)} bare Socket.IO`,
        ratio: own.residentPerSocket / bare.residentPerSocket,
      },
      {
        what: `HTTP requests still held, ${whole(size)} sockets`,
        measured: whole(own.requests),
        beside: `${whole(bare.requests)} bare Socket.IO`,
        budget: 'about 0',
        met: own.requests < size / 100,
      },
      {
        what: `handshakes accepted, ${whole(size)} sockets`,
        measured: `${whole(own.acceptedPerSecond)}/s`,
        beside: `${whole(bare.acceptedPerSecond)}/s bare Socket.IO`,
        ratio: own.acceptedPerSecond / bare.acceptedPerSecond,
      },
    );
  }
  return { scenario: 'idle', rows, details };
}

async function measure(
  bench: Bench,
  server: ServerUnderTest,
  credentials: (Credential | null)[],
): Promise<Measured> {
  const processes = await bench.startClients(CLIENT_PROCESSES);
  const { port } = server;
  // What the first sockets load and compile must not be counted as theirs.
  await processes[0]!.call('connect', { port, credentials: credentials.slice(0, 50) });
  await processes[0]!.call('disconnectAll', null);
  await sleep(15_000 * (bench.quick ? 0.1 : 1)); // until their presence has expired, too
  const before = await server.call('weigh', null);
  const startedAt = performance.now();
  await Promise.all(
    split(credentials, processes.length).map((share, index) =>
      processes[index]!.call('connect', { port, credentials: share, addresses: ADDRESSES }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await sleep(3_000); // batches that follow the connections
  const after = await server.call('weigh', null);
  const alive = await Promise.all(processes.map((clients) => clients.call('alive', null)));
  await Promise.all(processes.map((clients) => clients.stop()));
  await server.stop();
  const per = (key: keyof Weight) => (after[key] - before[key]) / credentials.length;
  return {
    sockets: credentials.length,
    heapPerSocket: per('heapBytes'),
    residentPerSocket: per('residentBytes'),
    requests: after.requests,
    acceptedPerSecond: credentials.length / seconds,
    alive: alive.reduce((sum, count) => sum + count, 0),
  };
}
