import '#server-guard';
import { siteThemeSchema, type SiteTheme } from '@/lib/contracts/sites';
import { query } from '@/lib/platform/database';
import { remember } from '@/lib/platform/remember';

export interface EmbeddableSite {
  id: string;
  key: string;
  workspaceId: string;
  name: string;
  allowedOrigins: string[];
  theme: SiteTheme;
  greeting: string;
  askRating: boolean;
  identityEnforced: boolean;
}

const find = {
  name: 'find-embeddable-site',
  text: `
    SELECT id, key, workspace_id AS "workspaceId", name, allowed_origins AS "allowedOrigins", theme,
           greeting, ask_rating AS "askRating", identity_enforced AS "identityEnforced"
      FROM site WHERE key = $1`,
};

const KEPT_MS = 5_000;
const KEPT_SITES = 1_000;
interface Kept {
  until: number;
  site: Promise<EmbeddableSite | null>;
}

const cache = () => remember('embeddable-sites', () => new Map<string, Kept>());

/** After a change: this process sees it at once, others within 5 s. */
export function forgetEmbeddableSite(key: string): void {
  cache().delete(key);
}

async function load(key: string): Promise<EmbeddableSite | null> {
  const [row] = await query<EmbeddableSite & { theme: unknown }>(find, [key]);
  return row
    ? { ...row, theme: siteThemeSchema.catch(siteThemeSchema.parse({})).parse(row.theme) }
    : null;
}

/**
 * What the widget's document needs to know of a site, by its public key; null when there is none.
 * Kept for up to 5 s, because every page view of every customer asks: a change of the allowed
 * origins takes that long to bite. Decisions about identity never use this copy.
 */
export async function findEmbeddableSite(key: string): Promise<EmbeddableSite | null> {
  const kept = cache();
  const now = Date.now();
  const found = kept.get(key);
  if (found && found.until > now) return found.site;
  // Oldest first out: a Map remembers the order of insertion.
  kept.delete(key);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_SITES && oldest !== undefined) kept.delete(oldest);
  const site = load(key);
  kept.set(key, { until: now + KEPT_MS, site });
  try {
    return await site;
  } catch (error) {
    kept.delete(key);
    throw error;
  }
}
