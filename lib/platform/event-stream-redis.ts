/**
 * The event stream of many nodes: one Redis stream, a consumer group per kind of effect, every node a
 * consumer in each. Redis may forget all of it at any time; the rows of the outbox are stamped with
 * the life of the stream (see event-stream-scripts.ts) and come again when that has ended.
 */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LIMITS } from '@/lib/contracts/limits';
import type {
  Appended,
  Bury,
  Consumer,
  EventStream,
  GroupLag,
  Position,
  Settled,
} from './event-stream';
import type { StreamEntry } from './event-stream-entry';
import { GroupReader, type GroupTimes } from './event-stream-redis-group';
import { APPEND, LAG, SETTLE, TIDY } from './event-stream-scripts';
import { runScript } from './redis-script';

export interface RedisStreamOptions {
  /** For commands; each has a deadline. */
  client: Redis;
  /** Makes a connection for blocking reads. */
  connect: () => Redis;
  key: (...parts: string[]) => string;
  /** Name of this consumer. */
  node: string;
  /** All that there are, whether they are read here or not: an entry is kept for each of them. */
  groups: readonly string[];
  times?: Partial<GroupTimes>;
  /** Default `LIMITS.streamEntries`. */
  maxEntries?: number;
  /** A consumer that did not read for so long belonged to a node that is gone. Default ten minutes. */
  goneAfterMs?: number;
}

const SETTLE_EVERY_MS = 900;
const GONE_AFTER_MS = 10 * 60_000;

export class RedisEventStream implements EventStream {
  readonly #keys: [string, string];
  readonly #readers = new Map<string, GroupReader>();

  constructor(private readonly options: RedisStreamOptions) {
    this.#keys = [options.key(), options.key('mark')];
  }

  async append(entries: StreamEntry[]): Promise<Appended> {
    const { client, maxEntries = LIMITS.streamEntries } = this.options;
    const reply = (await runScript(client, APPEND, this.#keys, [
      freshWord(),
      maxEntries,
      ...entries.map((entry) => JSON.stringify(entry)),
    ])) as [string, string[]] | null;
    if (!reply) return { state: 'full' };
    return { state: 'kept', generation: reply[0], positions: reply[1].map(toPosition) };
  }

  consume(group: string, consumer: Consumer, bury: Bury): () => Promise<void> {
    if (!this.options.groups.includes(group)) throw new Error(`unknown consumer group ${group}`);
    if (this.#readers.has(group)) throw new Error(`consumer group ${group} exists already`);
    const reader = new GroupReader({
      ...this.options,
      keys: this.#keys,
      group,
      consumer,
      bury,
      times: this.options.times ?? {},
    });
    this.#readers.set(group, reader);
    return async () => {
      this.#readers.delete(group);
      await reader.stop();
    };
  }

  async settle(now = false): Promise<Settled | null> {
    const { client, groups, key } = this.options;
    const reply = (await runScript(
      client,
      SETTLE,
      [...this.#keys, key('settled')],
      [freshWord(), now ? 0 : SETTLE_EVERY_MS, ...groups],
    )) as [string, string, string[]] | null;
    if (!reply) return null;
    const [generation, upTo, open] = reply;
    return { generation, upTo: toPosition(upTo), open: open.map(toPosition) };
  }

  async tidy(): Promise<void> {
    const { client, groups, goneAfterMs = GONE_AFTER_MS } = this.options;
    await runScript(client, TIDY, this.#keys, [goneAfterMs, ...groups]);
  }

  async lag(): Promise<GroupLag[]> {
    type Row = [group: string, waiting: number, pending: number, oldest: number];
    const rows = (await runScript(this.options.client, LAG, this.#keys, [])) as Row[];
    const found = new Map(rows.map((row) => [row[0], row]));
    return this.options.groups.map((group) => {
      const [, waiting = -1, pending = 0, oldestPendingMs = 0] = found.get(group) ?? [];
      return { group, waiting: waiting < 0 ? null : waiting, pending, oldestPendingMs };
    });
  }
}

const freshWord = () => randomBytes(9).toString('base64url');

function toPosition(id: string): Position {
  const [ms, no] = id.split('-');
  return [Number(ms), Number(no)];
}
