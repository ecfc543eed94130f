/** What every scenario works with: a database, the server, processes full of clients. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { ClientMethods } from '@/bench/processes/clients';
import type { DatabaseMethods } from '@/bench/processes/database';
import type { RedisMethods } from '@/bench/processes/redis';
import { startChild, type Child, type Methods } from './calls';
import { startServer, type ServerSettings, type ServerUnderTest } from './server';

export interface Options {
  /** Small numbers: to see that everything works, not to be quoted. */
  quick: boolean;
  profileFolder: string | undefined;
}

export interface Bench extends Options {
  databaseUrl: string;
  db: pg.Pool;
  startServer(settings?: ServerSettings): Promise<ServerUnderTest>;
  startRedis(): Promise<{ url: string; redis: Child<RedisMethods> }>;
  startClients(count: number): Promise<Child<ClientMethods>[]>;
  /** Ends with the scenario. */
  keep<C extends Child<M>, M extends Methods>(child: C): C;
}

/** Runs one scenario against a fresh database and leaves nothing behind. */
export async function withBench(options: Options, use: (bench: Bench) => Promise<void>) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-bench-'));
  const children: { stop(): Promise<void> }[] = [];
  const keep = <C extends { stop(): Promise<void> }>(child: C): C => {
    children.push(child);
    return child;
  };
  const database = startChild<DatabaseMethods>('bench/processes/database.ts');
  let db: pg.Pool | undefined;
  try {
    const { url } = await database.call('start', { folder });
    db = new pg.Pool({ connectionString: url, max: 4 });
    db.on('error', () => undefined); // reported by whoever asks next
    await use({
      ...options,
      databaseUrl: url,
      db,
      keep,
      startServer: async (settings) =>
        keep(
          await startServer({
            databaseUrl: url,
            folder,
            ...settings,
            profileFolder: options.profileFolder,
          }),
        ),
      startRedis: async () => {
        const redis = keep(startChild<RedisMethods>('bench/processes/redis.ts'));
        return { redis, ...(await redis.call('start', null)) };
      },
      startClients: (count) =>
        Promise.resolve(
          Array.from({ length: count }, () =>
            keep(startChild<ClientMethods>('bench/processes/clients.ts')),
          ),
        ),
    });
  } finally {
    // What was started first is used by what came later.
    for (const child of children.reverse()) await child.stop();
    await db?.end();
    await database.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** `text` of about `characters` characters: what a person writes. */
export const textOf = (characters: number): string =>
  'Hello, my parcel has not arrived yet and I would like to know where it is. '
    .repeat(Math.ceil(characters / 76))
    .slice(0, characters)
    .trimEnd();

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Splits a list into `parts` lists of about the same length. */
export function split<T>(list: T[], parts: number): T[][] {
  const size = Math.ceil(list.length / parts);
  return Array.from({ length: parts }, (_, index) => list.slice(index * size, (index + 1) * size));
}
