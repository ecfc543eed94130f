/**
 * One consumer of one group: reads what is new, runs the effects side by side, acknowledges each when
 * it has resolved, and takes over what others (or itself, earlier) left unfinished.
 *
 * - What a read was given whose answer never came stays pending and is taken over like the rest.
 * - Every take-over waits longer than the one before. While an effect runs, its entry is kept fresh,
 *   so that a slow one is not taken for a dead one.
 * - Redis counts the tries. An entry with more tries than `LIMITS.deliveryAttempts` ended each process
 *   that tried it, or nobody could say otherwise: it is buried unopened.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { LIMITS } from '@/lib/contracts/limits';
import type { Bury, Consumer } from './event-stream';
import { boundedCopy, streamEntrySchema, type StreamEntry } from './event-stream-entry';
import { ACKNOWLEDGE, CREATE_GROUP } from './event-stream-scripts';
import { logger } from './logger';
import { runScript } from './redis-script';
import { RedisReader } from './redis-reader';
import { repeat } from './repeat';
import { within } from './within';

export interface GroupTimes {
  /** Longest wait of one read. */
  blockMs: number;
  /** A read that has not settled so long after that is given up. */
  silenceMs: number;
  /** Pause after a failed read: the first; doubled up to the cap. */
  backOffMs: number;
  backOffCapMs: number;
  /** How often pending entries are looked at. */
  sweepMs: number;
  /** An entry that was not touched for so long is taken over; doubled with every try up to the cap. */
  idleMs: number;
  idleCapMs: number;
  /** An effect that takes longer has failed. */
  effectMs: number;
}

const TIMES: GroupTimes = {
  blockMs: 2_000,
  silenceMs: 1_500,
  backOffMs: 50,
  backOffCapMs: 1_000,
  sweepMs: 1_000,
  idleMs: 3_000,
  idleCapMs: 30_000,
  effectMs: 30_000,
};

/** Effects at once, of what was read and again of what was taken over. */
const AT_ONCE = 100;
const PENDING_PAGE = 100;

export interface GroupOptions {
  client: Redis;
  connect: () => Redis;
  keys: [stream: string, mark: string];
  node: string;
  group: string;
  consumer: Consumer;
  bury: Bury;
  times: Partial<GroupTimes>;
}

type RawEntry = [id: string, fields: string[] | null];
type PendingRow = [id: string, consumer: string, idleMs: number, deliveries: number];

export class GroupReader {
  readonly #times: GroupTimes;
  readonly #log = logger('stream');
  /** By id in the stream: what runs now. */
  readonly #running = new Map<string, Promise<void>>();
  /** By mark: ids whose effects are done and who are not acknowledged yet. */
  readonly #done = new Map<string, string[]>();
  #flushing: Promise<void> | undefined;
  readonly #reader: RedisReader;
  readonly #names: { group: string };
  #stopping = false;
  readonly #reading: Promise<void>;
  readonly #sweeping: { stop(): Promise<void> };

  constructor(private readonly options: GroupOptions) {
    this.#times = { ...TIMES, ...options.times };
    this.#names = { group: options.group };
    this.#reader = new RedisReader(options.connect);
    this.#reading = this.#readAll();
    this.#sweeping = repeat(this.#times.sweepMs, this.#log, () => this.#sweep());
  }

  /** Resolves when nothing runs any more and what ran is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#reader.end();
    await Promise.all([this.#reading, this.#sweeping.stop()]);
    await Promise.all(this.#running.values());
    await this.#flushing;
  }

  // What is new

  async #readAll(): Promise<void> {
    const { backOffMs, backOffCapMs } = this.#times;
    let failures = 0;
    while (!this.#stopping) {
      try {
        if (this.#running.size >= AT_ONCE) await Promise.race(this.#running.values());
        else this.#take(await this.#read(AT_ONCE - this.#running.size), 1);
        if (failures > 0) this.#log.info(this.#names, 'the stream is read again');
        failures = 0;
      } catch (error) {
        if (this.#stopping || (isNoGroup(error) && (await this.#createGroup()))) continue;
        if (failures === 0) {
          this.#log.warn({ err: error, ...this.#names }, 'the stream could not be read');
        }
        failures += 1;
        await sleep(Math.min(backOffMs * 2 ** Math.min(failures, 10), backOffCapMs));
      }
    }
  }

  async #read(count: number): Promise<RawEntry[]> {
    const { keys, group, node } = this.options;
    const { blockMs, silenceMs } = this.#times;
    const from = ['STREAMS', keys[0], '>'];
    const answer = (await this.#reader.read(
      ['XREADGROUP', 'GROUP', group, node, 'COUNT', count, 'BLOCK', blockMs, ...from],
      blockMs + silenceMs,
    )) as [string, RawEntry[]][] | null;
    return answer?.[0]?.[1] ?? [];
  }

  async #createGroup(): Promise<boolean> {
    const { client, keys, group } = this.options;
    try {
      await runScript(client, CREATE_GROUP, keys, [randomBytes(9).toString('base64url'), group]);
      return true;
    } catch (error) {
      this.#log.debug({ err: error, ...this.#names }, 'the group could not be made');
      return false; // a pause, and the read says again that there is none
    }
  }

  // What was left unfinished

  async #sweep(): Promise<void> {
    const { client, keys, group, node } = this.options;
    if (client.status !== 'ready') return; // the reader has said so
    try {
      const running = [...this.#running.keys()];
      if (running.length > 0) {
        await client.call('XCLAIM', keys[0], group, node, 0, ...running, 'JUSTID');
      }
      let room = AT_ONCE;
      for (let from = '-'; room > 0 && !this.#stopping;) {
        const page = ['IDLE', this.#times.idleMs, from, '+', PENDING_PAGE];
        const rows = (await client.call('XPENDING', keys[0], group, ...page)) as PendingRow[];
        for (const [deliveries, ids] of this.#due(rows).entries()) {
          const chosen = ids.slice(0, room);
          room -= chosen.length;
          if (chosen.length > 0) await this.#takeOver(chosen, deliveries);
        }
        if (rows.length < PENDING_PAGE) return;
        from = `(${rows.at(-1)![0]}`;
      }
    } catch (error) {
      // The group goes with the stream; the reader makes it again.
      if (!isNoGroup(error)) throw error;
    }
  }

  /** By number of tries so far: those whose pause is over. */
  #due(rows: PendingRow[]): Map<number, string[]> {
    const due = new Map<number, string[]>();
    for (const [id, , idleMs, deliveries] of rows) {
      if (this.#running.has(id) || idleMs < this.#pauseAfter(deliveries)) continue;
      due.set(deliveries, [...(due.get(deliveries) ?? []), id]);
    }
    return due;
  }

  #pauseAfter(deliveries: number): number {
    return Math.min(this.#times.idleMs * 2 ** Math.max(0, deliveries - 1), this.#times.idleCapMs);
  }

  /** Of several nodes that want an entry one gets it: for the others it is not idle any more. */
  async #takeOver(ids: string[], deliveries: number): Promise<void> {
    const { client, keys, group, node } = this.options;
    const idleMs = this.#pauseAfter(deliveries);
    const taken = await client.call('XCLAIM', keys[0], group, node, idleMs, ...ids);
    this.#take(taken as RawEntry[], deliveries + 1);
  }

  // Effects

  #take(entries: RawEntry[], deliveries: number): void {
    for (const [id, fields] of entries) {
      if (this.#running.has(id)) continue;
      const work = this.#deal(id, fields ?? [], deliveries).finally(() => this.#running.delete(id));
      this.#running.set(id, work);
    }
  }

  async #deal(id: string, fields: string[], deliveries: number): Promise<void> {
    const { consumer } = this.options;
    const mark = fieldOf(fields, 'mark') ?? '';
    const entry = parse(fieldOf(fields, 'entry'));
    try {
      if (!entry)
        await this.#giveUp(id, fields, null, new Error('the entry could not be read'), deliveries);
      else if (deliveries > LIMITS.deliveryAttempts) {
        const error = new Error('no try came to an end');
        await this.#giveUp(id, fields, entry, error, deliveries - 1);
      } else {
        try {
          await within(consumer(entry), this.#times.effectMs);
        } catch (error) {
          if (deliveries < LIMITS.deliveryAttempts) {
            this.#log.debug({ err: error, ...this.#names, eventId: entry.id }, 'a try failed');
            return; // it stays pending, and is taken over after a pause
          }
          await this.#giveUp(id, fields, entry, error, deliveries);
        }
      }
    } catch (error) {
      // Not even a dead letter could be kept. The try does not count: there will be another.
      this.#log.warn({ err: error, ...this.#names }, 'a dead letter could not be kept');
      await this.#uncount(id);
      return;
    }
    this.#acknowledge(mark, id);
  }

  async #giveUp(
    id: string,
    fields: string[],
    entry: StreamEntry | null,
    error: unknown,
    attempts: number,
  ): Promise<void> {
    const { group, bury } = this.options;
    const eventId = entry?.id ?? `${fieldOf(fields, 'mark') ?? 'stream'}:${id}`.slice(0, 100);
    await bury({
      group,
      eventId,
      topic: entry?.topic ?? 'unreadable',
      workspaceId: entry?.workspaceId ?? null,
      entry: entry ? { ...entry } : boundedCopy(fields),
      error,
      attempts,
    });
    this.#log.error({ err: error, group, eventId, attempts }, 'an entry was given up');
  }

  async #uncount(id: string): Promise<void> {
    const { client, keys, group, node } = this.options;
    const count = LIMITS.deliveryAttempts - 1;
    await client
      .call('XCLAIM', keys[0], group, node, 0, id, 'RETRYCOUNT', count, 'JUSTID')
      .catch((error: unknown) => this.#log.debug({ err: error }, 'a try stays counted'));
  }

  /** What is done in one turn of the loop goes in one command. If it fails, the effects come again. */
  #acknowledge(mark: string, id: string): void {
    const ids = this.#done.get(mark);
    if (ids) ids.push(id);
    else this.#done.set(mark, [id]);
    this.#flushing ??= this.#flushSoon();
  }

  /** Under way until all of it is said, also what is done while it speaks: a stop waits for it. */
  async #flushSoon(): Promise<void> {
    while (this.#done.size > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#flush();
    }
    this.#flushing = undefined;
  }

  async #flush(): Promise<void> {
    const { client, keys, group } = this.options;
    const batches = [...this.#done];
    this.#done.clear();
    for (const [mark, ids] of batches) {
      try {
        await runScript(client, ACKNOWLEDGE, keys, [mark, group, ...ids]);
      } catch (error) {
        this.#log.debug({ err: error, ...this.#names }, 'not acknowledged, so it comes again');
      }
    }
  }
}

function parse(text: string | undefined): StreamEntry | null {
  try {
    return streamEntrySchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null; // whoever asked buries it as it came
  }
}

function fieldOf(fields: string[], name: string): string | undefined {
  for (let at = 0; at + 1 < fields.length; at += 2) if (fields[at] === name) return fields[at + 1];
  return undefined;
}

const isNoGroup = (error: unknown) => error instanceof Error && error.message.startsWith('NOGROUP');
