/**
 * Writes a conversation's log with times of one's own, numbered as the product would: for tests of what
 * is made from the log. The columns of the conversation beside its heads stay as they were.
 */
import { v7 as uuid } from 'uuid';
import { query } from '@/lib/platform/database';
import type { TestWorkspace } from './workspace';

export interface Author {
  kind: 'member' | 'contact' | 'system';
  id: string | null;
}

export interface LogWriter {
  /** With its `conversation:started`. Returns its id. */
  conversation(at: number, siteId?: string): Promise<string>;
  append(
    conversationId: string,
    at: number,
    author: Author,
    type: string,
    payload: object,
  ): Promise<void>;
}

const BEGIN = {
  name: 'test-conversation',
  text: `INSERT INTO conversation (id, workspace_id, site_id, contact_id, start_client_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
};
const APPEND = {
  name: 'test-append',
  text: `
WITH head AS (UPDATE conversation SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq)
INSERT INTO conversation_event (conversation_id, seq, id, type, actor_kind, actor_id, payload, at)
SELECT $1, last_seq, $2, $3, $4::actor_kind, $5, $6, $7 FROM head`,
};

export function logWriter(
  workspace: Pick<TestWorkspace, 'id' | 'siteId'>,
  contactId: string,
): LogWriter {
  const append: LogWriter['append'] = async (conversationId, at, author, type, payload) => {
    const { kind, id } = author;
    await query(APPEND, [conversationId, uuid(), type, kind, id, payload, new Date(at)]);
  };
  return {
    append,
    conversation: async (at, siteId = workspace.siteId) => {
      const id = uuid();
      await query(BEGIN, [id, workspace.id, siteId, contactId, uuid(), new Date(at)]);
      await append(id, at, { kind: 'contact', id: contactId }, 'conversation:started', {});
      return id;
    },
  };
}
