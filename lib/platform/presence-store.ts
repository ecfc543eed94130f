/**
 * Who is connected, per scope: the staff or the visitors of a workspace («is this person here») or a
 * conversation («who has it open»). Counted per connection, told per person: a second tab changes nothing, a reload inside the
 * grace does not flicker (PRS-1). One interface for one node and for many; an implementation that
 * cannot answer must keep the last answer and flip nobody offline.
 */
import { TIMES } from '@/lib/contracts/limits';
import { nodeId } from './node-identity';
import { nodeLease } from './node-lease';
import { InProcessPresenceStore } from './presence-store-in-process';
import { RedisPresenceStore } from './presence-store-redis';
import { hasRedis, redis, redisKey } from './redis';
import { remember } from './remember';

export interface PresenceChange {
  scope: string;
  person: string;
  present: boolean;
}

export interface PresenceStore {
  enter(scope: string, person: string, connectionId: string): Promise<void>;
  leave(scope: string, person: string, connectionId: string): Promise<void>;
  list(scope: string): Promise<string[]>;
  /** Those of `people` who are here: one question for all of them. */
  hasMany(scope: string, people: string[]): Promise<Set<string>>;
  /** False while other nodes cannot be asked: who is not found then may well be there. */
  readonly sure: boolean;
  /** Called once per real change, on the node that noticed it. Returns the unsubscribe function. */
  onChange(handler: (change: PresenceChange) => void): () => void;
  /**
   * Called when what was told lately may not have reached everybody, with the scopes in which this
   * node has people. Returns the unsubscribe function.
   */
  onRepair(handler: (scopes: string[]) => void): () => void;
  /** Says that the nodes did not hear each other: `onRepair` follows when they had time to settle. */
  repairSoon(): void;
}

export const presenceScope = {
  /** Two scopes, so that asking for the few who answer never walks the many who ask. */
  staff: (workspaceId: string) => `s:${workspaceId}`,
  visitors: (workspaceId: string) => `v:${workspaceId}`,
  conversation: (conversationId: string) => `c:${conversationId}`,
  /** Members who are at a tab of ours: nobody is told of it, pushes ask. */
  looking: (workspaceId: string) => `l:${workspaceId}`,
};

export const personKey = {
  member: (memberId: string) => `m:${memberId}`,
  contact: (contactId: string) => `k:${contactId}`,
};

const graceMs = (scope: string): number =>
  /^[cl]:/.test(scope) ? TIMES.viewingGraceMs : TIMES.presenceGraceMs;

export function presenceStore(): PresenceStore {
  return remember('presence-store', () => (hasRedis() ? sharedPresence() : alone()));
}

/** The store of one of several nodes. @throws Error without REDIS_URL. */
export function sharedPresence(): RedisPresenceStore {
  return remember(
    'presence-shared',
    () =>
      new RedisPresenceStore({
        client: redis(),
        key: redisKey,
        nodeId: nodeId(),
        lease: nodeLease(),
        graceMs,
      }),
  );
}

const alone = () => new InProcessPresenceStore(graceMs);
