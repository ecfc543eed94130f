/**
 * The stream of committed events that side effects are made from: the outbox relay appends, each
 * consumer group sees every entry at least once and in any order. The contract of a consumer: what it
 * does is idempotent by (group, event id), it resolves when that is done, and it may be called again
 * for the same event, here or on another node, also while an earlier call is still running. An entry
 * that fails is tried `LIMITS.deliveryAttempts` times, by all nodes together, and then buried.
 * One interface for one process and for many.
 */
import { CONSUMER_GROUPS } from '@/lib/contracts/consumer-groups';
import type { StreamEntry } from './event-stream-entry';
import { InProcessEventStream } from './event-stream-in-process';
import { RedisEventStream } from './event-stream-redis';
import { nodeId } from './node-identity';
import { createRedis, hasRedis, redis, redisKey } from './redis';
import { remember } from './remember';

export type Consumer = (entry: StreamEntry) => Promise<void>;

export interface DeadLetter {
  group: string;
  /** Of the event; of the stream's entry when that could not be read. */
  eventId: string;
  topic: string;
  workspaceId: string | null;
  entry: Record<string, unknown>;
  error: unknown;
  attempts: number;
}

/** Keeps a dead letter for good. While it rejects, the entry is not given up. */
export type Bury = (letter: DeadLetter) => Promise<void>;

/** The two halves of an entry's id. */
export type Position = readonly [ms: number, no: number];

export type Appended =
  /**
   * Every group has dealt with the entries, so the outbox may forget them, but for those that are late:
   * they go on, and are to be appended again.
   */
  | { state: 'done'; late?: readonly string[] }
  /** They are in the stream: the outbox keeps them until `settle` says that they were dealt with. */
  | { state: 'kept'; generation: string; positions: Position[] }
  /** Nothing was taken: the groups are too far behind. */
  | { state: 'full' };

export interface Settled {
  /** The present life of the stream. Entries of any other are lost and have to come again. */
  generation: string;
  /** Every group has dealt with all entries up to here, but for `open`. */
  upTo: Position;
  open: Position[];
}

export interface GroupLag {
  group: string;
  /** Entries that no consumer has got yet; null when the stream cannot tell. */
  waiting: number | null;
  /** Entries that a consumer has and has not finished, failing ones too. */
  pending: number;
  oldestPendingMs: number;
}

export interface EventStream {
  /** Rejects when the stream cannot be reached; it may have taken the entries nevertheless. */
  append(entries: StreamEntry[]): Promise<Appended>;
  /** Adds a consumer to a group. Returns the function that ends it, after what it is working on. */
  consume(group: string, consumer: Consumer, bury: Bury): () => Promise<void>;
  /**
   * What has been dealt with since, and forgets it. Null when there is nothing to know, or another
   * node has asked within the last second, unless `now`.
   */
  settle(now?: boolean): Promise<Settled | null>;
  /** Removes what nodes that are gone left behind. */
  tidy(): Promise<void>;
  lag(): Promise<GroupLag[]>;
}

export function eventStream(): EventStream {
  return remember('event-stream', () =>
    hasRedis()
      ? new RedisEventStream({
          client: redis(),
          connect: () => createRedis('blocking'),
          key: (...parts) => redisKey('{events}', ...parts),
          node: nodeId(),
          groups: CONSUMER_GROUPS,
        })
      : new InProcessEventStream(),
  );
}
