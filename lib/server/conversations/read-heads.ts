import type { Audience } from '@/lib/contracts/conversation-events';
import { readHeads } from './conversation-store';

const CHUNK = 5_000;

/** Heads of both audiences by conversation; the caller hands each reader only his own. */
export async function readHeadsOf(
  conversationIds: string[],
): Promise<Map<string, Record<Audience, number>>> {
  const heads = new Map<string, Record<Audience, number>>();
  for (let at = 0; at < conversationIds.length; at += CHUNK) {
    for (const row of await readHeads(conversationIds.slice(at, at + CHUNK))) {
      heads.set(row.id, { staff: row.last_seq, public: row.last_public_seq });
    }
  }
  return heads;
}
