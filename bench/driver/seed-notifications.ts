/** Inboxes, straight in the database. */
import type pg from 'pg';

export interface NotificationSeed {
  workspaceId: string;
  recipientIds: string[];
  /** In each inbox. */
  each: number;
}

/**
 * Of each ten, four are unread (two of them unseen), four read, one is archived and one of fifty is
 * snoozed; about one a minute, so that 10,000 reach back a week.
 */
export async function addNotifications(
  db: pg.Pool,
  { workspaceId, recipientIds, each }: NotificationSeed,
): Promise<void> {
  const client = await db.connect();
  try {
    // Foreign keys hold by construction. One setting for this connection only.
    await client.query(`SET session_replication_role = replica`);
    await client.query(
      `INSERT INTO notification_inbox (recipient_id, recipient_kind, workspace_id, version)
       SELECT unnest($1::uuid[]), 'member', $2, $3`,
      [recipientIds, workspaceId, each],
    );
    for (let at = 0; at < recipientIds.length; at += 10) {
      await client.query(INSERT, [recipientIds.slice(at, at + 10), workspaceId, each]);
    }
    await client.query('VACUUM (ANALYZE) notification, notification_inbox');
  } finally {
    client.release(true);
  }
}

const INSERT = `
  INSERT INTO notification (id, workspace_id, recipient_id, kind, subject_kind, subject_key,
    title, preview, actor_kind, actor_id, actor_name, count, first_at, last_at, version, subject_seq,
    seen_at, read_at, archived_at, snoozed_until)
  SELECT gen_random_uuid(), $2, r, (ARRAY['message', 'mentioned', 'assigned'])[1 + n % 3],
    'conversation', gen_random_uuid(), 'Visitor ' || n, 'My parcel has not arrived yet ' || n,
    'contact', gen_random_uuid(), 'Visitor ' || n, 1 + n % 4, t.at, t.at, n, n,
    CASE WHEN n % 10 < 2 THEN NULL ELSE t.at END,
    CASE WHEN n % 10 < 4 THEN NULL ELSE t.at END,
    CASE WHEN n % 10 = 9 THEN t.at END,
    CASE WHEN n % 50 = 0 THEN now() + interval '1 day' END
  FROM unnest($1::uuid[]) r, generate_series(1, $3::int) n,
    LATERAL (SELECT now() - ($3::int - n) * interval '1 minute' AS at) t`;
