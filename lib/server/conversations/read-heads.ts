import type { Audience } from '@/lib/contracts/conversation-events';
import { LIMITS } from '@/lib/contracts/limits';
import { readHeads, readHeadsOfContacts } from './conversation-store';

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

/**
 * What a contact's list shows first, in the public sequence: sent whether it changed or not, so that
 * no beat tells that staff did something in private (ORD-1).
 */
export async function readListHeads(
  contactIds: string[],
): Promise<Map<string, Record<string, number>>> {
  const lists = new Map<string, Record<string, number>>();
  for (let at = 0; at < contactIds.length; at += CHUNK) {
    const chunk = contactIds.slice(at, at + CHUNK);
    for (const row of await readHeadsOfContacts(chunk, LIMITS.listHeads)) {
      const list = lists.get(row.contact_id) ?? {};
      list[row.id] = row.last_public_seq;
      lists.set(row.contact_id, list);
    }
  }
  return lists;
}
