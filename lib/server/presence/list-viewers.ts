import type { Person } from '@/lib/contracts/people';
import { query } from '@/lib/platform/database';
import { presenceScope, presenceStore } from '@/lib/platform/presence-store';

const NAMES = {
  name: 'viewer-names',
  text: `SELECT id, name FROM member WHERE id = ANY($1::uuid[]) ORDER BY name, id LIMIT 50`,
};

/** Staff who have the conversation open right now. */
export async function listViewers(conversationId: string): Promise<Person[]> {
  const people = await presenceStore().list(presenceScope.conversation(conversationId));
  const ids = people.filter((key) => key.startsWith('m:')).map((key) => key.slice(2));
  if (ids.length === 0) return [];
  const rows = await query<{ id: string; name: string }>(NAMES, [ids]);
  return rows.map((row) => ({ kind: 'member' as const, ...row }));
}
