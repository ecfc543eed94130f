/**
 * What Redis knows of presence, and the scripts that are its only writers:
 * - `presence:{scope}`, a hash with a field `person|node` per node that somebody is connected to;
 * - `presence-of:{node}`, the set of `scope person` that this node has written: what a sweep walks;
 * - `presence-write:{node}`, the number of the last write of this node: an older one that comes late (out of
 *   the buffer of a connection that was given up) changes nothing any more. Without it what the node had
 *   written is lost or half swept, and it has to write everything again.
 * Only nodes in the sorted set `nodes` count. Set, never counted: a command that is repeated is harmless.
 * The scripts name keys by themselves, so this is for one Redis, not for a Redis Cluster.
 */
import { redisScript } from './redis-script';

/** After a flush every node has to write again before silence means absence. */
const SETTLED = `
local life = redis.call('GET', KEYS[2])
local settled = (life and now - life >= tonumber(ARGV[2])) and 1 or 0
`;

const ELSEWHERE = `
local function elsewhere(key, person, nodes, node)
  for _, other in ipairs(nodes) do
    if other ~= node and redis.call('HEXISTS', key, person .. '|' .. other) == 1 then return 1 end
  end
  return 0
end
`;

/**
 * KEYS nodes, life, index, write number. ARGV key prefix, settle ms, node, number, 1 when the node begins to write
 * everything (else 0), then per person: scope, person, 1 or 0. Answers `{settled, elsewhere, elsewhere, …}`, `{-1}` when the node has to write everything first, nothing when it came too late.
 */
export const WRITE = redisScript(`${ELSEWHERE}${SETTLED}
local prefix, node, number = ARGV[1], ARGV[3], tonumber(ARGV[4])
local last = redis.call('GET', KEYS[4])
if last and tonumber(last) >= number then return false end
local seen = redis.call('ZSCORE', KEYS[1], node)
if not seen or tonumber(seen) == 0 or not (last or ARGV[5] == '1') then return {-1} end
redis.call('SET', KEYS[4], number)
local nodes = redis.call('ZRANGE', KEYS[1], 0, -1)
local answer = {settled}
for at = 6, #ARGV, 3 do
  local scope, person = ARGV[at], ARGV[at + 1]
  local key = prefix .. scope
  if ARGV[at + 2] == '1' then
    redis.call('HSET', key, person .. '|' .. node, '')
    redis.call('SADD', KEYS[3], scope .. ' ' .. person)
  else
    redis.call('HDEL', key, person .. '|' .. node)
    redis.call('SREM', KEYS[3], scope .. ' ' .. person)
  end
  answer[#answer + 1] = elsewhere(key, person, nodes, node)
end
return answer`);

/** KEYS nodes, life, hash. ARGV own node, settle ms. Answers `{settled, person, …}` of the other nodes. */
export const LIST = redisScript(`${SETTLED}
local counts = {}
for _, node in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do counts[node] = node ~= ARGV[1] end
local answer = {settled}
for _, field in ipairs(redis.call('HKEYS', KEYS[3])) do
  local person, node = string.match(field, '^(.*)|([^|]*)$')
  if counts[node] then answer[#answer + 1] = person end
end
return answer`);

/** KEYS nodes, life, hash. ARGV own node, settle ms, then the people. Answers `{settled, 1 or 0, …}`. */
export const HAS_MANY = redisScript(`${ELSEWHERE}${SETTLED}
local nodes = redis.call('ZRANGE', KEYS[1], 0, -1)
local answer = {settled}
for at = 3, #ARGV do answer[#answer + 1] = elsewhere(KEYS[3], ARGV[at], nodes, ARGV[1]) end
return answer`);

/** KEYS nodes. ARGV lease ms. Answers the nodes whose lease is out. */
export const EXPIRED = redisScript(`
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])`);

/** KEYS nodes, write number. ARGV lease ms, node. From here on it has to write again should it live. Answers 1 or 0. */
export const CONDEMN = redisScript(`
local seen = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not seen or tonumber(seen) > now - ARGV[1] then return 0 end
redis.call('ZADD', KEYS[1], 0, ARGV[2])
redis.call('DEL', KEYS[2])
return 1`);

/**
 * KEYS nodes, index, write number. ARGV key prefix, node, how many, then the pairs of the last batch, whose
 * leaving has been told. Answers `{pair, 1 when nowhere else, …}`; nothing when the node lives again.
 */
export const SWEEP = redisScript(`${ELSEWHERE}
local prefix, node = ARGV[1], ARGV[2]
local seen = redis.call('ZSCORE', KEYS[1], node)
if not seen or tonumber(seen) > 0 then return {} end
for at = 4, #ARGV do redis.call('SREM', KEYS[2], ARGV[at]) end
local nodes = redis.call('ZRANGE', KEYS[1], 0, -1)
local answer = {}
for _, pair in ipairs(redis.call('SRANDMEMBER', KEYS[2], ARGV[3])) do
  local scope, person = string.match(pair, '^(%S+) (.*)$')
  redis.call('HDEL', prefix .. scope, person .. '|' .. node)
  answer[#answer + 1] = pair
  answer[#answer + 1] = 1 - elsewhere(prefix .. scope, person, nodes, node)
end
if #answer == 0 then
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('ZREM', KEYS[1], node)
end
return answer`);

/** KEYS lock. ARGV token. Takes back a lock that is still one's own. */
export const UNLOCK = redisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);
