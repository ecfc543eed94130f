/**
 * Leases of people who are writing (TYP-1): each entry dies by itself, nothing is ever «still
 * typing» because a message got lost. Kept only to tell those who open the conversation meanwhile, on
 * whichever node.
 */
import { nodeLease } from '@/lib/platform/node-lease';
import { hasRedis, redis, redisKey } from '@/lib/platform/redis';
import { remember } from '@/lib/platform/remember';
import type { Typing } from './typing';
import { InProcessTypingStore } from './typing-store-in-process';
import { RedisTypingStore } from './typing-store-redis';

export interface TypingStore {
  /** Never waits and never throws: it is worth nothing in six seconds. */
  set(conversationId: string, typing: Typing, leaseMs: number): void;
  clear(conversationId: string, participantId: string): void;
  list(conversationId: string): Promise<(Typing & { expiresInMs: number })[]>;
  /** Drops what has expired from the memory of this process. */
  sweep(): void;
}

export function typingStore(): TypingStore {
  return remember('typing-store', () =>
    hasRedis()
      ? new RedisTypingStore({ client: redis(), key: redisKey, lease: nodeLease() })
      : new InProcessTypingStore(),
  );
}
