/**
 * Which node computes for a workspace, and which filters are watched on any of them: a lease and a
 * sorted set in Redis that both die by themselves. Without Redis, and while it does not answer, every
 * node computes what is watched on it.
 */
import { LIMITS } from '@/lib/contracts/limits';
import { nodeId } from '@/lib/platform/node-identity';
import { hasRedis, redisKey } from '@/lib/platform/redis';
import { redisBreaker } from '@/lib/platform/redis-breaker';
import { redisScript, runScript } from '@/lib/platform/redis-script';

/** Three ticks: the tiles of a node that takes over have not turned stale. */
const LEASE_MS = 2_500;
const WATCHED_MS = 3_000;

/**
 * KEYS filters, lease. ARGV ms a filter stays watched, lease ms, node, filters that are watched here.
 * Answers nothing while another node computes, else all that is watched anywhere.
 */
const TURN = redisScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for at = 4, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[at]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[3] then return {} end
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)`);

/** KEYS filters. ARGV ms, most filters, filter. Answers 1, or 0 when there are too many others. */
const ADMIT = redisScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[3]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`);

const filtersKey = (workspaceId: string) => redisKey('metrics-filters', workspaceId);
const leaseKey = (workspaceId: string) => redisKey('metrics-lease', workspaceId);

/** @param here keys of the filters that are watched on this node. Returns those to compute; never rejects. */
export async function takeTurn(workspaceId: string, here: string[]): Promise<string[]> {
  if (!hasRedis()) return here;
  const keys = [filtersKey(workspaceId), leaseKey(workspaceId)];
  const answer = await redisBreaker().ask((client) =>
    runScript(client, TURN, keys, [WATCHED_MS, LEASE_MS, nodeId(), ...here]),
  );
  return answer === undefined ? here : (answer as string[]);
}

/** Whether one more filter may be watched. @param here as above, without the new one */
export async function admitFilter(
  workspaceId: string,
  key: string,
  here: readonly string[],
): Promise<boolean> {
  const alone = here.includes(key) || here.length < LIMITS.metricsFilters;
  if (!alone || !hasRedis()) return alone;
  const answer = await redisBreaker().ask((client) =>
    runScript(client, ADMIT, [filtersKey(workspaceId)], [WATCHED_MS, LIMITS.metricsFilters, key]),
  );
  return answer === undefined || answer === 1;
}
