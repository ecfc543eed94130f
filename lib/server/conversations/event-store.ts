/**
 * Reads of the log. Every statement is scoped to the workspace, and for a visitor to his own
 * conversations and the public sequence, whatever was checked before.
 */
import { query } from '@/lib/platform/database';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from './event-row';

export interface LogScope {
  workspaceId: string;
  conversationId: string;
  /** Set for a visitor: only this contact's conversation, only public events. */
  contactId: string | null;
}

const staff = `FROM conversation_event e ${EVENT_JOINS}
  JOIN conversation c ON c.id = e.conversation_id AND c.workspace_id = $2
  WHERE e.conversation_id = $1`;
const visitor = `${staff} AND c.contact_id = $5 AND e.public_seq IS NOT NULL`;

const STATEMENTS = {
  afterStaff: {
    name: 'events-after-staff',
    text: `SELECT ${EVENT_COLUMNS} ${staff} AND e.seq > $3 ORDER BY e.seq LIMIT $4`,
  },
  afterPublic: {
    name: 'events-after-public',
    text: `SELECT ${EVENT_COLUMNS} ${visitor} AND e.public_seq > $3 ORDER BY e.public_seq LIMIT $4`,
  },
  beforeStaff: {
    name: 'events-before-staff',
    text: `SELECT ${EVENT_COLUMNS} ${staff} AND e.seq < $3 ORDER BY e.seq DESC LIMIT $4`,
  },
  beforePublic: {
    name: 'events-before-public',
    text: `SELECT ${EVENT_COLUMNS} ${visitor} AND e.public_seq < $3
           ORDER BY e.public_seq DESC LIMIT $4`,
  },
};

/** Ascending, those after `afterSeq` in the reader's sequence, at most `limit`. */
export async function readAfter(
  scope: LogScope,
  afterSeq: number,
  limit: number,
): Promise<EventRow[]> {
  const values = [scope.conversationId, scope.workspaceId, afterSeq, limit];
  return scope.contactId === null
    ? query<EventRow>(STATEMENTS.afterStaff, values)
    : query<EventRow>(STATEMENTS.afterPublic, [...values, scope.contactId]);
}

/** Ascending, the `limit` events that end just before `beforeSeq` in the reader's sequence. */
export async function readBefore(
  scope: LogScope,
  beforeSeq: number,
  limit: number,
): Promise<EventRow[]> {
  const values = [scope.conversationId, scope.workspaceId, beforeSeq, limit];
  const rows =
    scope.contactId === null
      ? await query<EventRow>(STATEMENTS.beforeStaff, values)
      : await query<EventRow>(STATEMENTS.beforePublic, [...values, scope.contactId]);
  return rows.reverse();
}
