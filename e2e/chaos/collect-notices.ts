/** The inboxes of all people in the end: what Postgres holds, what the server says, what clients show. */
import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '@/lib/platform/database';
import { readCounts } from '@/lib/server/notifications/notification-store';
import type { Desk } from './desk';
import { effectsOf } from './effects';
import type { EntryOf, Notice } from './history';
import type { Tab } from './tab';
import { toNotice } from './watch-notices';

/** A little longer than the bar, so that what is still wrong then is written down as wrong. */
const PATIENCE_MS = 6_000;
/** Events whose effect is still under way; longer than the bar for convergence. */
const EFFECTS_MS = 12_000;

type Stored = Omit<EntryOf<'inbox-truth'>, 'entry' | 'at'>;
type State = Omit<Stored['steps'][number], 'id'>;

interface StateRow {
  id: string;
  recipient_id: string;
  version: number;
  count: number;
  seen_at: Date | null;
  read_at: Date | null;
  archived_at: Date | null;
  snoozed_until: Date | null;
}
interface NoticeRow extends StateRow {
  kind: string;
  subject_key: string;
  last_at: Date;
}
interface Owned {
  recipient_id: string;
  notification_id: string;
}

const PEOPLE = `(SELECT id FROM member WHERE workspace_id = $1::uuid
                 UNION ALL SELECT id FROM contact WHERE workspace_id = $1::uuid)`;
const ask = <Row extends object>(name: string, text: string, workspaceId: string) =>
  query<Row>({ name: `chaos-${name}`, text }, [workspaceId]);

/** Waits, at most for the bar, until every event was dealt with and every client shows what is stored. */
export async function settledNotices(desk: Desk): Promise<void> {
  for (const tab of desk.living) void tab.notices?.show('all');
  await until(async () => (await missingEffects(desk)) === 0, EFFECTS_MS);
  await until(async () => {
    const inboxes = new Map((await readInboxes(desk)).map((inbox) => [inbox.personId, inbox]));
    return clients(desk).every((tab) => {
      const { rows, counts } = shownBy(tab);
      const stored = inboxes.get(tab.personId);
      const there = stored?.rows.filter(({ archivedAt }) => archivedAt === null) ?? [];
      const versions = new Map(there.map(({ id, version }) => [id, version]));
      return (
        counts.unseen === stored?.counts.unseen &&
        counts.unread === stored.counts.unread &&
        rows.every(({ id, version }) => versions.get(id) === version)
      );
    });
  }, PATIENCE_MS);
}

/** Whatever is wrong after that is the checker's to name. */
async function until(done: () => Promise<boolean>, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await done()) && performance.now() < deadline) await sleep(250);
}

async function missingEffects({ installation, workspace }: Desk): Promise<number> {
  const events = await ask<{ id: string }>(
    'event-ids',
    `SELECT e.id FROM conversation_event e JOIN conversation c ON c.id = e.conversation_id
     WHERE c.workspace_id = $1::uuid`,
    workspace.id,
  );
  const made = new Set(
    installation.nodes
      .flatMap(({ process }) => effectsOf(process))
      .flatMap(({ group, eventId }) => (group === 'notify' ? [eventId] : [])),
  );
  return events.filter(({ id }) => !made.has(id)).length;
}

export async function recordNotices(desk: Desk): Promise<void> {
  for (const inbox of await readInboxes(desk)) {
    desk.recorder.record({ entry: 'inbox-truth', ...inbox });
  }
  for (const tab of clients(desk)) {
    desk.recorder.record({ entry: 'inbox', client: tab.name, ...shownBy(tab) });
  }
}

const clients = ({ living }: Desk): Tab[] => living.filter((tab) => tab.online && tab.notices);

function shownBy({ notices }: Tab): Pick<EntryOf<'inbox'>, 'rows' | 'counts' | 'hasMore'> {
  const { rows, counts, hasMore } = notices!.store.getState();
  return { rows: rows.map(toNotice), counts, hasMore };
}

async function readInboxes({ workspace }: Desk): Promise<Stored[]> {
  const { id } = workspace;
  const [inboxes, rows, steps, causes, deliveries] = await Promise.all([
    ask<{ person_id: string; version: number }>(
      'inboxes',
      `SELECT p.id AS person_id, coalesce(b.version, 0) AS version
       FROM ${PEOPLE} p LEFT JOIN notification_inbox b ON b.recipient_id = p.id`,
      id,
    ),
    ask<NoticeRow>('notices', 'SELECT * FROM notification WHERE workspace_id = $1::uuid', id),
    ask<StateRow>(
      'notice-steps',
      `SELECT s.* FROM chaos_notice_step s JOIN ${PEOPLE} p ON p.id = s.recipient_id ORDER BY s.place`,
      id,
    ),
    ask<Owned & { event_id: string }>(
      'notice-causes',
      `SELECT c.* FROM chaos_notice_cause c JOIN ${PEOPLE} p ON p.id = c.recipient_id ORDER BY c.place`,
      id,
    ),
    ask<Owned & { channel: string; state: string }>(
      'notice-deliveries',
      `SELECT recipient_id, notification_id,
              channel || coalesce(' to ' || (to_jsonb(d) ->> 'device_id'), '') AS channel,
              CASE WHEN state = 'queued' AND claimed_until IS NULL THEN 'waiting'
                ELSE state::text END AS state
       FROM notification_delivery d WHERE workspace_id = $1::uuid`,
      id,
    ),
  ]);
  return Promise.all(
    inboxes.map(async ({ person_id: personId, version }): Promise<Stored> => {
      const { unseen, unread } = await readCounts(personId);
      const mine = <Row extends { recipient_id: string }>(all: Row[]) =>
        all.filter((row) => row.recipient_id === personId);
      return {
        ...{ personId, version, counts: { unseen, unread } },
        rows: mine(rows).map((row) => ({
          ...{ id: row.id, kind: row.kind, subject: row.subject_key },
          ...{ lastAt: row.last_at.toISOString(), ...stateOf(row) },
        })),
        steps: mine(steps).map((row) => ({ id: row.id, ...stateOf(row) })),
        causes: mine(causes).map((row) => ({
          ...{ eventId: row.event_id, notificationId: row.notification_id },
        })),
        deliveries: mine(deliveries).map((row) => ({
          ...{ notificationId: row.notification_id, channel: row.channel, state: row.state },
        })),
      };
    }),
  );
}

const iso = (date: Date | null): Notice['seenAt'] => date?.toISOString() ?? null;

const stateOf = (row: StateRow): State => ({
  ...{ version: row.version, count: row.count, seenAt: iso(row.seen_at), readAt: iso(row.read_at) },
  ...{ archivedAt: iso(row.archived_at), snoozedUntil: iso(row.snoozed_until) },
});
