/** Numbers on screen beside what SQL counts (I6): unread per conversation, and the inbox's counts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '@/lib/platform/database';
import type { Desk } from './desk';
import type { Tab } from './tab';

/** A little longer than the bar, so that what is still wrong then is written down as wrong. */
const PATIENCE_MS = 6_000;

interface UnreadRow {
  conversation_id: string;
  person_id: string;
  unread: number;
}
interface CountsRow {
  open: number;
  unassigned: number;
}

const UNREAD = {
  name: 'chaos-unread',
  text: `
    SELECT c.id AS conversation_id, p.id AS person_id, (
      SELECT count(*)::int FROM conversation_event e
      WHERE e.conversation_id = c.id AND e.type = 'message:sent' AND e.actor_id <> p.id
        AND CASE WHEN p.kind = 'member' THEN e.seq > coalesce(r.read_seq, 0)
                 ELSE e.public_seq > coalesce(r.read_public_seq, 0) END
    ) AS unread
    FROM conversation c
    JOIN (SELECT id, 'member' AS kind FROM member WHERE workspace_id = $1::uuid
          UNION ALL SELECT id, 'contact' FROM contact WHERE workspace_id = $1::uuid) p
      ON p.kind = 'member' OR p.id = c.contact_id
    LEFT JOIN receipt r ON r.conversation_id = c.id AND r.participant_id = p.id
    WHERE c.workspace_id = $1::uuid`,
};

const COUNTS = {
  name: 'chaos-counts',
  text: `
    SELECT count(*) FILTER (WHERE status = 'open')::int AS open,
           count(*) FILTER (WHERE status = 'open' AND assignee_id IS NULL)::int AS unassigned
    FROM conversation WHERE workspace_id = $1::uuid`,
};

interface Counter {
  name: string;
  scope: string;
  observed: number;
  recount: number;
}

export async function recordCounters(desk: Desk): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const counters = await readCounters(desk);
    const equal = counters.every(({ observed, recount }) => observed === recount);
    if (equal || performance.now() > deadline) {
      for (const counter of counters) desk.recorder.record({ entry: 'counter', ...counter });
      return;
    }
    await sleep(200);
  }
}

async function readCounters({ living, workspace }: Desk): Promise<Counter[]> {
  const rows = await query<UnreadRow>(UNREAD, [workspace.id]);
  const counts = (await query<CountsRow>(COUNTS, [workspace.id]))[0]!;
  const unread = new Map(
    rows.map((row) => [`${row.conversation_id} ${row.person_id}`, row.unread]),
  );
  return living
    .filter((tab) => tab.online)
    .flatMap((tab) => [
      ...shownUnread(tab).map(([id, observed]) => ({
        ...{ name: 'unread', scope: `${tab.name} ${id}`, observed },
        recount: unread.get(`${id} ${tab.personId}`) ?? 0,
      })),
      ...shownCounts(tab).map(([name, observed]) => ({
        ...{ name, scope: tab.name, observed, recount: counts[name] },
      })),
    ]);
}

function shownUnread(tab: Tab): [string, number][] {
  if (tab.visitor) {
    const { conversations } = tab.visitor.visitor.getState();
    return conversations.map(({ conversation, unread }) => [conversation.id, unread]);
  }
  // Rows of other views are kept for a cheap return, and read again before they are shown.
  const { rows, view, views } = tab.staff!.inbox.store.getState();
  return views[view].ids.map((id) => [id, rows.get(id)!.unread]);
}

function shownCounts(tab: Tab): ['open' | 'unassigned', number][] {
  const counts = tab.staff?.inbox.store.getState().counts;
  if (!counts) return [];
  return [
    ['open', counts.open],
    ['unassigned', counts.unassigned],
  ];
}
