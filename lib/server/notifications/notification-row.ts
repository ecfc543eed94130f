/** One row of somebody's inbox as SQL returns it, and how its owner is shown it. */
import type { ParticipantKind } from '@/lib/contracts/people';
import type { NotificationKind, NotificationView } from '@/lib/contracts/notifications';

export interface NotificationRow {
  id: string;
  workspace_id: string;
  recipient_id: string;
  kind: NotificationKind;
  subject_kind: 'conversation' | 'external';
  subject_key: string;
  subject_seq: number | null;
  url: string | null;
  title: string | null;
  preview: string | null;
  actor_kind: 'member' | 'contact' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  count: number;
  first_at: Date;
  last_at: Date;
  version: number;
  seen_at: Date | null;
  read_at: Date | null;
  archived_at: Date | null;
  snoozed_until: Date | null;
  interacted_at: Date | null;
}

/** Select list over `n`. */
export const NOTIFICATION_COLUMNS = `
  n.id, n.workspace_id, n.recipient_id, n.kind, n.subject_kind, n.subject_key, n.subject_seq, n.url, n.title,
  n.preview, n.actor_kind, n.actor_id, n.actor_name, n.count, n.first_at, n.last_at, n.version,
  n.seen_at, n.read_at, n.archived_at, n.snoozed_until, n.interacted_at`;

const iso = (date: Date | null) => date?.toISOString() ?? null;

export function presentNotification(
  row: NotificationRow,
  owner: ParticipantKind,
): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    subject:
      row.subject_kind === 'conversation'
        ? {
            kind: 'conversation',
            id: row.subject_key,
            title: row.title,
            // In the staff's numbering, which is not for visitors (ORD-1).
            ...(owner === 'member' && row.subject_seq !== null && { seq: row.subject_seq }),
          }
        : { kind: 'external', key: row.subject_key, url: row.url },
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    title: row.title,
    preview: row.preview,
    count: row.count,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    version: row.version,
    seenAt: iso(row.seen_at),
    readAt: iso(row.read_at),
    archivedAt: iso(row.archived_at),
    snoozedUntil: iso(row.snoozed_until),
    interactedAt: iso(row.interacted_at),
  };
}
