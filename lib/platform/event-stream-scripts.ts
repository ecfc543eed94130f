/**
 * What the event stream asks of Redis in one step. Keys are always the stream and its mark.
 *
 * The mark is a random word beside the stream, made when the stream is: whatever takes the entries
 * away (FLUSHALL, eviction, a start with nothing on disk) takes one of the two away, and the next
 * stream bears another word. Together with the ids of the running server and of its history, which
 * change with every start and every failover, it names one life, in which nothing was forgotten.
 */
import { redisScript } from './redis-script';

/** Expects ARGV[1], a fresh random word. */
const MARK = `
local function mark()
  local word = redis.call('GET', KEYS[2])
  if not word or redis.call('EXISTS', KEYS[1]) == 0 then
    word = ARGV[1]
    redis.call('DEL', KEYS[1])
    redis.call('SET', KEYS[2], word)
  end
  return word
end
local function life(word)
  return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') .. ':'
    .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)') .. ':' .. word
end
`;

/** ARGV: word, longest length, entries. → [life, ids] or nil when it is full. */
export const APPEND = redisScript(`${MARK}
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[2]) then return false end
local word = mark()
local ids = {}
for at = 3, #ARGV do
  ids[#ids + 1] = redis.call('XADD', KEYS[1], '*', 'entry', ARGV[at], 'mark', word)
end
return {life(word), ids}`);

/** ARGV: word, group. From the beginning: what is there was seen by nobody of this group. */
export const CREATE_GROUP = redisScript(`${MARK}
mark()
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[2], '0', 'MKSTREAM')
if type(made) == 'table' and made.err and not string.find(made.err, 'BUSYGROUP') then return made end
return 1`);

/**
 * ARGV: mark of the entries (empty when they bear none), group, ids. Says nothing to a stream of
 * another life, in which the same id would be another entry.
 */
export const ACKNOWLEDGE = redisScript(`
if ARGV[1] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
return redis.call('XACK', KEYS[1], ARGV[2], unpack(ARGV, 3))`);

/**
 * KEYS[3]: who asked last. ARGV: word, ms until somebody else may ask, groups.
 * → [life, up to, open ids] or nil. Takes out of the stream what every group has acknowledged: all
 * below the oldest open entry at once, and those above it one by one, so that one entry which keeps
 * failing does not fill the stream with what came after it.
 */
export const SETTLE = redisScript(`${MARK}
local every = tonumber(ARGV[2])
if every > 0 and not redis.call('SET', KEYS[3], '1', 'NX', 'PX', every) then return false end
local OPEN_AT_ONCE = 1000
local SWEEP_AT_ONCE = 2000
-- No stream: whatever was in one is lost.
if redis.call('EXISTS', KEYS[1]) == 0 then return {life('none'), '0-0', {}} end
local word = mark()

local function halves(id)
  local ms, no = string.match(id, '(%d+)-(%d+)')
  return tonumber(ms), tonumber(no)
end
local function before(a, b)
  local ams, ano = halves(a)
  local bms, bno = halves(b)
  return ams < bms or (ams == bms and ano < bno)
end

local delivered = {}
if redis.call('EXISTS', KEYS[1]) == 1 then
  for _, fields in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local group = {}
    for at = 1, #fields, 2 do group[fields[at]] = fields[at + 1] end
    delivered[group['name']] = group['last-delivered-id']
  end
end
local upTo = nil
local open = {}
local lowest = nil
for at = 3, #ARGV do
  local last = delivered[ARGV[at]]
  if not last then return {life(word), '0-0', {}} end
  if not upTo or before(last, upTo) then upTo = last end
  local pending = redis.call('XPENDING', KEYS[1], ARGV[at], '-', '+', OPEN_AT_ONCE)
  for n, one in ipairs(pending) do
    open[one[1]] = true
    if not lowest or before(one[1], lowest) then lowest = one[1] end
    -- There may be more of them above: nothing is said about what is there.
    if n == OPEN_AT_ONCE and before(one[1], upTo) then upTo = one[1] end
  end
end
if not upTo or upTo == '0-0' then return {life(word), '0-0', {}} end

if not lowest or before(upTo, lowest) then
  local ms, no = string.match(upTo, '(%d+)-(%d+)')
  redis.call('XTRIM', KEYS[1], 'MINID', ms .. '-' .. string.format('%d', tonumber(no) + 1))
  return {life(word), upTo, {}}
end
redis.call('XTRIM', KEYS[1], 'MINID', lowest)
for _, one in ipairs(redis.call('XRANGE', KEYS[1], lowest, upTo, 'COUNT', SWEEP_AT_ONCE)) do
  if not open[one[1]] then redis.call('XDEL', KEYS[1], one[1]) end
end
local ids = {}
for id in pairs(open) do
  if not before(upTo, id) then ids[#ids + 1] = id end
end
return {life(word), upTo, ids}`);

/** ARGV: longest idleness in ms, groups. Deletes consumers that own nothing and are gone. */
export const TIDY = redisScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local gone = 0
for at = 2, #ARGV do
  local found = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[at])
  for _, fields in ipairs(found.err and {} or found) do
    local one = {}
    for n = 1, #fields, 2 do one[fields[n]] = fields[n + 1] end
    if one['pending'] == 0 and one['idle'] > tonumber(ARGV[1]) then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[at], one['name'])
      gone = gone + 1
    end
  end
end
return gone`);

/** → per group of the stream [name, waiting or -1, pending, ms since the oldest pending was added]. */
export const LAG = redisScript(`
local groups = {}
if redis.call('EXISTS', KEYS[1]) == 0 then return groups end
for _, fields in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local one = {}
  for at = 1, #fields, 2 do one[fields[at]] = fields[at + 1] end
  local oldest = 0
  local pending = redis.call('XPENDING', KEYS[1], one['name'])
  if pending[1] > 0 then oldest = now - tonumber(string.match(pending[2], '(%d+)-')) end
  groups[#groups + 1] = {one['name'], one['lag'] or -1, pending[1], oldest}
end
return groups`);
