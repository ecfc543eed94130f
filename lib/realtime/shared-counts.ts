/**
 * Counts of connections over all nodes, for the caps (LIM-1). Each node keeps its own counts in a hash
 * of its own that dies with it: a lease, renewed by one command every beat. They are written as they
 * are, not added to, so a command that is repeated or lost changes nothing for long. After a flush or
 * an outage a node writes all of its own again. No answer is no cap: then each node keeps its own.
 */
import { createHmac } from 'node:crypto';
import type { Logger } from '@/lib/platform/logger';
import { purposeSecret } from '@/lib/platform/purpose-secret';
import { redisKey } from '@/lib/platform/redis';
import type { RedisBreaker } from '@/lib/platform/redis-breaker';
import { redisScript, runScript } from '@/lib/platform/redis-script';
import { repeat } from '@/lib/platform/repeat';
import type { OtherNodes } from './connection-registry';

const BEAT_MS = 1_500;
/** So long the sockets of a node that died still count: whoever was on it is coming back now. */
const LEASE_MS = 5_000;
/** Field by which a node knows that its hash is still the one it wrote. */
const WHOLE = '~';
const CHUNK = 2_000;
const REWRITE_DEADLINE_MS = 1_000;

/** KEYS nodes, own hash; ARGV prefix of hashes, lease, then key and count in turn. */
const TELL = redisScript(`
  if redis.call('HEXISTS', KEYS[2], '${WHOLE}') == 0 then return false end
  local keys, totals = {}, {}
  for at = 3, #ARGV, 2 do
    keys[#keys + 1] = ARGV[at]
    totals[#keys] = 0
    if ARGV[at + 1] == '0' then redis.call('HDEL', KEYS[2], ARGV[at])
    else redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
  end
  for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now - ARGV[2], '+inf')) do
    local counts = redis.call('HMGET', ARGV[1] .. node, unpack(keys))
    for at, count in ipairs(counts) do
      if count then totals[at] = totals[at] + count end
    end
  end
  return totals`);

/** KEYS nodes, own hash; ARGV node, lease. 0: the hash is not whole. */
const BEAT = redisScript(`
  if redis.call('HEXISTS', KEYS[2], '${WHOLE}') == 0 then return 0 end
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
  redis.call('ZADD', KEYS[1], now, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
  return 1`);

export class SharedCounts implements OtherNodes {
  readonly #nodes = redisKey('sockets', 'nodes');
  readonly #prefix = redisKey('sockets', 'of', '');
  readonly #own: string;
  readonly #keys: string[];
  /** False until the hash holds everything that is counted here. */
  #whole = false;
  #rewriting: Promise<boolean> | null = null;

  constructor(
    private readonly node: string,
    private readonly breaker: RedisBreaker,
    /** Everything counted in this process now. */
    private readonly counts: () => ReadonlyMap<string, number>,
  ) {
    this.#own = this.#prefix + node;
    this.#keys = [this.#nodes, this.#own];
  }

  async tell(keys: readonly string[], countOf: (key: string) => number): Promise<number[] | null> {
    if (!this.#whole && !(await this.#rewrite())) return null;
    const answer = await this.breaker.ask((client) => {
      const pairs = keys.flatMap((key) => [fold(key), countOf(key)]);
      return runScript(client, TELL, this.#keys, [this.#prefix, LEASE_MS, ...pairs]);
    });
    // Forgotten by Redis: this one is decided here, the next one together again.
    if (!answer) this.#whole = false;
    return (answer as number[] | null | undefined) ?? null;
  }

  start(log: Logger): { stop(): Promise<void> } {
    const beat = repeat(BEAT_MS, log, () => this.beat());
    return {
      stop: async () => {
        await beat.stop();
        await this.breaker.ask((client) =>
          client.multi().del(this.#own).zrem(this.#nodes, this.node).exec(),
        );
      },
    };
  }

  /** Renews the lease; writes everything again when Redis has forgotten it or missed some. */
  async beat(): Promise<void> {
    if (this.#whole && (await this.#renew())) return;
    await this.#rewrite();
  }

  async #renew(): Promise<boolean> {
    const renewed = await this.breaker.ask((client) =>
      runScript(client, BEAT, this.#keys, [this.node, LEASE_MS]),
    );
    this.#whole = renewed === 1;
    return this.#whole;
  }

  #rewrite(): Promise<boolean> {
    this.#rewriting ??= this.#writeAll().finally(() => {
      this.#rewriting = null;
    });
    return this.#rewriting;
  }

  async #writeAll(): Promise<boolean> {
    const written = await this.breaker.ask((client) => {
      const fields = [...this.counts()].map(([key, count]) => [fold(key), count] as const);
      const commands = client.multi().del(this.#own).hset(this.#own, WHOLE, 1);
      for (let at = 0; at < fields.length; at += CHUNK) {
        commands.hset(this.#own, ...fields.slice(at, at + CHUNK).flat());
      }
      return commands.pexpire(this.#own, LEASE_MS).exec();
    }, REWRITE_DEADLINE_MS);
    return written !== undefined && this.#renew();
  }
}

/** Addresses and people stay with us: Redis counts by what nobody else can read. */
const fold = (key: string): string =>
  createHmac('sha256', purposeSecret('socket counts')).update(key).digest('base64url').slice(0, 16);
