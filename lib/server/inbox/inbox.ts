/** The agent's lists. Every use case here is for staff, and scoped to their workspace. */
import type {
  InboxCounts,
  InboxPageData,
  InboxRow,
  InboxSearchData,
  InboxSubscribeData,
  InboxView,
} from '@/lib/contracts/inbox';
import { LIMITS } from '@/lib/contracts/limits';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { MemberActor, PersonActor } from '@/lib/domain/actors/actor';
import { requireMemberActor } from '@/lib/domain/conversations/authorise';
import { absenceIsSure, connectedContacts } from '../contacts/present-contact';
import { decodeCursor, encodeCursor } from '../conversations/list-cursor';
import { presentConversation } from '../conversations/present-conversation';
import { listLabels } from '../labels/list-labels';
import { listMembers } from '../presence/list-members';
import * as store from './inbox-store';
import { toPattern, toTsquery } from './search-terms';

/** First page of a view with everything the list needs around it. */
export async function openInbox(
  actor: PersonActor,
  input: ParsedPayload<'inbox:subscribe'>,
): Promise<InboxSubscribeData> {
  requireMemberActor(actor);
  const [page, counts, members, labels] = await Promise.all([
    readPage(actor, input.view, undefined),
    countInbox(actor.workspaceId),
    listMembers(actor.workspaceId),
    listLabels(actor.workspaceId),
  ]);
  return { ...page, counts, members, labels };
}

/** @throws AppError `invalid` for a foreign cursor. */
export async function pageInbox(
  actor: PersonActor,
  input: ParsedPayload<'inbox:page'>,
): Promise<InboxPageData> {
  requireMemberActor(actor);
  return readPage(actor, input.view, input.cursor);
}

/** Rows afresh, for ids that a beat showed to be behind. Unknown ids are left out. */
export async function syncInbox(
  actor: PersonActor,
  input: ParsedPayload<'inbox:sync'>,
): Promise<{ rows: InboxRow[] }> {
  requireMemberActor(actor);
  const rows = await store.readByIds(actor.workspaceId, actor.id, input.conversationIds);
  return { rows: await presentRows(actor.workspaceId, rows) };
}

export async function searchInbox(
  actor: PersonActor,
  input: ParsedPayload<'inbox:search'>,
): Promise<InboxSearchData> {
  requireMemberActor(actor);
  const rows = await store.search(
    actor.workspaceId,
    toTsquery(input.query),
    toPattern(input.query),
  );
  return {
    hits: rows.map((row) => ({
      conversation: presentConversation(row),
      excerpt: row.hit_excerpt,
      seq: row.hit_seq,
    })),
  };
}

/** Counts of the views; not for a person, so no actor: only rooms of this workspace receive them. */
export async function countInbox(workspaceId: string): Promise<InboxCounts> {
  const row = await store.readCounts(workspaceId);
  return {
    open: row.open,
    unassigned: row.unassigned,
    snoozed: row.snoozed,
    mineBy: row.mine_by,
  };
}

async function readPage(
  actor: MemberActor,
  view: InboxView,
  cursor: string | undefined,
): Promise<InboxPageData> {
  const limit = LIMITS.conversationsPerPage;
  const rows = await store.readPage(
    actor.workspaceId,
    actor.id,
    view,
    decodeCursor(cursor),
    limit + 1,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    rows: await presentRows(actor.workspaceId, page),
    nextCursor: last ? encodeCursor({ at: last.last_message_at.toISOString(), id: last.id }) : null,
  };
}

async function presentRows(workspaceId: string, rows: store.InboxStoreRow[]): Promise<InboxRow[]> {
  const connected = await connectedContacts(
    workspaceId,
    rows.map((row) => row.contact_id),
  );
  const otherwise = absenceIsSure() ? false : null;
  return rows.map((row) => ({
    conversation: presentConversation(row),
    own: {
      deliveredSeq: row.own_delivered_seq ?? 0,
      readSeq: row.own_read_seq ?? 0,
      readCount: row.own_read_count ?? 0,
    },
    contactConnected: connected.has(row.contact_id) ? true : otherwise,
  }));
}
