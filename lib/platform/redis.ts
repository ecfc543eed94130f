/**
 * Connections to Redis, when there is one. It carries hints, presence and streams between nodes,
 * never truth: whoever calls must go on when it does not answer. Hence every command has a deadline,
 * nothing queues while the connection is down, and no error ends the process.
 */
import { Redis, type RedisOptions } from 'ioredis';
import { config } from './config';
import { logger } from './logger';
import { forget, remember } from './remember';

/** Longest time that a caller waits for an answer. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Without an answer for so long a connection with work on it is taken for dead and made anew. */
const SILENCE_MS = 5_000;
const RECONNECT_FIRST_MS = 50;
const RECONNECT_CAP_MS = 1_000;

const COMMON: RedisOptions = {
  // The plain replies: one shape with every server and with our scripts.
  protocol: 2,
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: 5_000,
  /** A connection that is ended and does not close is destroyed after so long. */
  disconnectTimeout: 500,
  disableClientInfo: true,
  retryStrategy: (attempt) =>
    Math.random() * Math.min(RECONNECT_CAP_MS, RECONNECT_FIRST_MS * 2 ** attempt) +
    RECONNECT_FIRST_MS,
};

const SHAPES = {
  /** Commands on the way of a request: they fail at once while Redis is away. */
  request: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
  },
  /**
   * Pub/sub: its silence means nothing, so its owner needs a proof of life, and subscribes again at
   * every `ready`: what ioredis repeats by itself is lost when a reconnect fails half-way.
   */
  subscriber: {
    autoResubscribe: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  },
  /** Blocking reads: nothing is repeated behind the caller's back, a watchdog replaces it. */
  blocking: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  },
} as const satisfies Record<string, RedisOptions>;

/** True when this process is one of several, or could be. */
export function hasRedis(): boolean {
  return config().REDIS_URL !== undefined;
}

/** A connection of its own; the caller ends it. @throws Error without REDIS_URL. */
export function createRedis(shape: keyof typeof SHAPES): Redis {
  const { REDIS_URL } = config();
  if (!REDIS_URL) throw new Error('REDIS_URL is not set.');
  const client = new Redis(REDIS_URL, {
    ...COMMON,
    ...SHAPES[shape],
    connectionName: `switchboard-${shape}`,
  });
  const log = logger('redis');
  let lost = false;
  // Without a listener an error would end the process. One line per outage, not one per attempt.
  client.on('error', (error: Error) => {
    if (!lost) log.warn({ err: error, shape }, 'Redis is not reachable; it is tried again');
    lost = true;
  });
  client.on('ready', () => {
    if (lost) log.info({ shape }, 'Redis is reachable again');
    lost = false;
  });
  return client;
}

/** The one connection for commands of this process. @throws Error without REDIS_URL. */
export function redis(): Redis {
  return remember('redis', () => createRedis('request'));
}

/** Every key and channel of this installation begins alike: several may share one Redis. */
export function redisKey(...parts: string[]): string {
  return [config().REDIS_PREFIX, ...parts].join(':');
}

export function closeRedis(): Promise<void> {
  if (hasRedis()) {
    redis().disconnect();
    forget('redis');
  }
  return Promise.resolve();
}
