/**
 * Who is writing, for all nodes: a hash per conversation that dies by itself, its leases judged by the clock of
 * Redis. One command each time somebody says so (every three seconds while he writes), and one for
 * each conversation that is opened. Without an answer, what this process has heard has to do.
 */
import type { Redis } from 'ioredis';
import { LIMITS } from '@/lib/contracts/limits';
import type { NodeLease } from '@/lib/platform/node-lease';
import { redisScript, runScript, type RedisScript } from '@/lib/platform/redis-script';
import { typingSchema, type Typing } from './typing';
import type { TypingStore } from './typing-store';
import { InProcessTypingStore } from './typing-store-in-process';

/** KEYS hash. ARGV participant, lease ms, what is kept. */
const SET = redisScript(`
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', now + ARGV[2]) .. ' ' .. ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), tonumber(ARGV[2])))`);

const CLEAR = redisScript(`redis.call('HDEL', KEYS[1], ARGV[1])`);

/** KEYS hash. Answers `{what is kept, ms left, …}`. */
const LIST = redisScript(`
local answer, all = {}, redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local expires, kept = string.match(all[at + 1], '^(%d+) (.*)$')
  local left = tonumber(expires) - now
  if left > 0 then
    answer[#answer + 1] = kept
    answer[#answer + 1] = left
  else
    redis.call('HDEL', KEYS[1], all[at])
  end
end
return answer`);

export interface RedisTypingOptions {
  client: Redis;
  key: (...parts: string[]) => string;
  lease: Pick<NodeLease, 'answering' | 'failed'>;
}

export class RedisTypingStore implements TypingStore {
  readonly #heard = new InProcessTypingStore();
  #underWay = 0;

  constructor(private readonly options: RedisTypingOptions) {}

  set(conversationId: string, typing: Typing, leaseMs: number): void {
    this.#heard.set(conversationId, typing, leaseMs);
    const values = [typing.participant.id, leaseMs, JSON.stringify(typing)];
    void this.#write(SET, conversationId, values);
  }

  clear(conversationId: string, participantId: string): void {
    this.#heard.clear(conversationId, participantId);
    void this.#write(CLEAR, conversationId, [participantId]);
  }

  async list(conversationId: string): Promise<(Typing & { expiresInMs: number })[]> {
    const { client, lease } = this.options;
    if (!lease.answering) return this.#heard.list(conversationId);
    try {
      const answer = await runScript(client, LIST, [this.#hash(conversationId)], []);
      return present(answer as (string | number)[]);
    } catch (error) {
      lease.failed(error);
      return this.#heard.list(conversationId);
    }
  }

  sweep(): void {
    this.#heard.sweep();
  }

  /** What there is no room or no Redis for is dropped: it is said again in three seconds. */
  async #write(
    script: RedisScript,
    conversationId: string,
    values: (string | number)[],
  ): Promise<void> {
    const { client, lease } = this.options;
    if (!lease.answering || this.#underWay >= LIMITS.typingWrites) return;
    this.#underWay += 1;
    try {
      await runScript(client, script, [this.#hash(conversationId)], values);
    } catch (error) {
      lease.failed(error);
    } finally {
      this.#underWay -= 1;
    }
  }

  #hash(conversationId: string): string {
    return this.options.key('typing', conversationId);
  }
}

/** What another version of this program wrote and this one cannot read is left out. */
function present(answer: (string | number)[]): (Typing & { expiresInMs: number })[] {
  const found: (Typing & { expiresInMs: number })[] = [];
  for (let at = 0; at < answer.length; at += 2) {
    const read = typingSchema.safeParse(JSON.parse(String(answer[at])));
    if (read.success) found.push({ ...read.data, expiresInMs: Number(answer[at + 1]) });
  }
  return found;
}
