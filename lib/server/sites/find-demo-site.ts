import '#server-guard';
import { config } from '@/lib/platform/config';
import { query } from '@/lib/platform/database';
import { findEmbeddableSite, type EmbeddableSite } from './find-embeddable-site';

const find = {
  name: 'find-demo-site',
  text: 'SELECT key FROM site ORDER BY created_at, id LIMIT 1',
};

/** The seeded site that /demo embeds; null outside demo mode. */
export async function findDemoSite(): Promise<EmbeddableSite | null> {
  if (!config().DEMO) return null;
  const [row] = await query<{ key: string }>(find, []);
  return row ? findEmbeddableSite(row.key) : null;
}
