/** For `--without lease-expiry`: leases of nodes never run out, neither in Redis nor in Postgres. */
import { query } from '@/lib/platform/database';
import { logger } from '@/lib/platform/logger';
import { repeat } from '@/lib/platform/repeat';
import type { Installation } from './installation';

const EVERY_MS = 1_000;
const NODES = 'switchboard:nodes';

export function keepLeases({ redis }: Installation): { stop(): Promise<void> } {
  return repeat(EVERY_MS, logger('server'), async () => {
    const now = Number((await redis.client.time())[0]);
    for (const node of await redis.client.zrange(NODES, '0', '-1')) {
      await redis.client.zadd(NODES, 'XX', 'GT', now * 1000, node);
    }
    await query({ name: 'chaos-keep', text: 'UPDATE cluster_node SET seen_at = now()' }, []);
  });
}
