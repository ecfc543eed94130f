/** Lua for Redis: sent by its digest, and in full only to a server that does not know it (yet). */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

export interface RedisScript {
  lua: string;
  digest: string;
}

/** In every script: `now`, ms by the clock of Redis, which is the only one that all nodes share. */
const CLOCK = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

export function redisScript(body: string): RedisScript {
  const lua = CLOCK + body;
  return { lua, digest: createHash('sha1').update(lua).digest('hex') };
}

/** One command. The keys are made by the script's own prefix when they depend on what it finds. @throws as every command. */
export async function runScript(
  client: Redis,
  script: RedisScript,
  keys: string[],
  values: (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(script.digest, keys.length, ...keys, ...values);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(script.lua, keys.length, ...keys, ...values);
  }
}
