/** Hooks of server tests: a database of the file's own, and what was said on the bus. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { bus, type BusMessage } from '@/lib/platform/bus';
import { database } from '@/lib/platform/database';
import { startTestDatabase, type TestDatabase } from './postgres';

/** An empty database for this file, or for the `describe` that it is called in. */
export function useDatabase(): void {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await startTestDatabase();
  });
  afterAll(() => db.stop());
}

/** How many statements wait for a lock: those of this database, other tests share its server. */
export async function waitingStatements(part = ''): Promise<number> {
  const waiting = await database().$queryRaw<unknown[]>`
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND strpos(query, ${part}) > 0`;
  return waiting.length;
}

/** Everything published in this process since the test began. */
export function useBusLog(): BusMessage[] {
  const heard: BusMessage[] = [];
  let unsubscribe: () => void;
  beforeAll(() => {
    unsubscribe = bus().subscribe((message) => heard.push(message));
  });
  afterAll(() => unsubscribe());
  afterEach(() => {
    heard.length = 0;
  });
  return heard;
}
