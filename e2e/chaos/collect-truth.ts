/** What Postgres holds in the end, and what clients show beside it. */
import { query } from '@/lib/platform/database';
import type { Desk } from './desk';
import type { TruthRow } from './history';
import { toRow } from './watch-thread';
import { original } from './without';

interface ConversationRow {
  id: string;
  contact_id: string;
  last_seq: number;
  last_public_seq: number;
}
interface EventRow {
  seq: number;
  public_seq: number | null;
  id: string;
  type: string;
  actor_id: string | null;
  client_id: string | null;
  kind: 'text' | 'note' | null;
  actor_kind: 'member' | 'contact' | 'system';
  at: Date;
  mentions: string[] | null;
  assigned_to_id: string | null;
}
interface ReceiptRow {
  participant_id: string;
  delivered_seq: number;
  delivered_public_seq: number;
  read_seq: number;
  read_public_seq: number;
}

export interface Head {
  seq: number;
  publicSeq: number;
}

/** Heads of all conversations of a workspace. */
export async function readHeads(workspaceId: string): Promise<Map<string, Head>> {
  const rows = await query<ConversationRow>(
    {
      name: 'chaos-heads',
      text: `SELECT id, contact_id, last_seq, last_public_seq
             FROM conversation WHERE workspace_id = $1::uuid`,
    },
    [workspaceId],
  );
  return new Map(
    rows.map((row) => [row.id, { seq: row.last_seq, publicSeq: row.last_public_seq }]),
  );
}

const CURSORS = {
  name: 'chaos-all-cursors',
  text: `SELECT r.conversation_id, r.participant_id, r.delivered_seq, r.delivered_public_seq,
                r.read_seq, r.read_public_seq
         FROM receipt r JOIN conversation c ON c.id = r.conversation_id
         WHERE c.workspace_id = $1::uuid`,
};

/** Whether all open views show the cursors that are stored. */
export async function cursorsEqual({ living, workspace }: Desk): Promise<boolean> {
  const rows = await query<ReceiptRow & { conversation_id: string }>(CURSORS, [workspace.id]);
  const stored = new Map(rows.map((row) => [`${row.conversation_id} ${row.participant_id}`, row]));
  return living.every((tab) =>
    [...tab.open.keys()].every((id) => {
      const { own, receipts } = tab.client.conversations.thread(id).getState();
      const shown = [
        { personId: tab.personId, ...own },
        ...Object.values(receipts).map((one) => ({ personId: one.participant.id, ...one })),
      ];
      return shown.every(({ personId, deliveredSeq, readSeq }) => {
        const row = stored.get(`${id} ${personId}`);
        const delivered = tab.staff ? row?.delivered_seq : row?.delivered_public_seq;
        const read = tab.staff ? row?.read_seq : row?.read_public_seq;
        return deliveredSeq === (delivered ?? 0) && readSeq === (read ?? 0);
      });
    }),
  );
}

export async function recordTruth({ workspace, recorder }: Desk): Promise<void> {
  const conversations = await query<ConversationRow>(
    {
      name: 'chaos-conversations',
      text: `SELECT id, contact_id, last_seq, last_public_seq
             FROM conversation WHERE workspace_id = $1::uuid ORDER BY id`,
    },
    [workspace.id],
  );
  for (const row of conversations) {
    const events = await query<EventRow>(
      {
        name: 'chaos-events',
        text: `SELECT seq, public_seq, id, type, actor_id, client_id, payload ->> 'kind' AS kind,
                 actor_kind, at, payload -> 'mentions' AS mentions,
                 payload -> 'assignee' ->> 'id' AS assigned_to_id
               FROM conversation_event WHERE conversation_id = $1::uuid`,
      },
      [row.id],
    );
    const receipts = await query<ReceiptRow>(
      {
        name: 'chaos-receipts',
        text: `SELECT participant_id, delivered_seq, delivered_public_seq, read_seq, read_public_seq
               FROM receipt WHERE conversation_id = $1::uuid`,
      },
      [row.id],
    );
    recorder.record({
      ...{ entry: 'truth', conversationId: row.id, workspaceId: workspace.id },
      ...{ contactId: row.contact_id, lastSeq: row.last_seq, lastPublicSeq: row.last_public_seq },
      rows: events.map((event): TruthRow => ({
        ...{ seq: event.seq, publicSeq: event.public_seq, id: event.id, type: event.type },
        ...{ actorId: event.actor_id, actorKind: event.actor_kind },
        happenedAt: recorder.at(event.at.getTime()),
        ...(event.mentions ? { mentions: event.mentions } : {}),
        ...(event.type === 'conversation:assigned' ? { assignedToId: event.assigned_to_id } : {}),
        ...(event.kind ? { kind: event.kind } : {}),
        ...(event.client_id ? { clientId: original(event.client_id) } : {}),
      })),
      receipts: receipts.map((receipt) => ({
        personId: receipt.participant_id,
        deliveredSeq: receipt.delivered_seq,
        deliveredPublicSeq: receipt.delivered_public_seq,
        readSeq: receipt.read_seq,
        readPublicSeq: receipt.read_public_seq,
      })),
    });
  }
}

/** The final view of everybody who is online, of what he has open. */
export function recordViews({ living, recorder }: Desk): void {
  for (const tab of living) {
    if (!tab.online) continue;
    for (const conversationId of tab.open.keys()) {
      const state = tab.client.conversations.thread(conversationId).getState();
      if (state.status !== 'ready' || conversationId.startsWith('local:')) continue;
      const { own } = state;
      recorder.record({
        ...{ entry: 'view', client: tab.name, conversationId },
        rows: state.events.map(toRow),
        pending: state.pending.map(({ clientId }) => clientId),
        receipts: [
          { personId: tab.personId, deliveredSeq: own.deliveredSeq, readSeq: own.readSeq },
          ...Object.values(state.receipts).map(({ participant, deliveredSeq, readSeq }) => ({
            personId: participant.id,
            deliveredSeq,
            readSeq,
          })),
        ],
      });
    }
  }
}
