/** From how a program names people to who they are, with what they chose, in one statement. */
import {
  quietHoursSchema,
  type ChannelChoices,
  type QuietHours,
} from '@/lib/contracts/notification-preferences';
import type { NotificationRecipient } from '@/lib/contracts/notification-api';
import { query, type Statement } from '@/lib/platform/database';
import { parseChoices } from './occasion-store';

export interface FoundRecipient {
  /** In the list that was asked for. */
  place: number;
  kind: 'member' | 'contact';
  id: string;
  /** The workspace's defaults, then their own. */
  choices: [ChannelChoices, ChannelChoices];
  quietHours: QuietHours | null;
  doNotDisturbUntil: Date | null;
}

interface StoredRecipient {
  place: number;
  kind: 'member' | 'contact';
  id: string;
  defaults: unknown;
  choices: unknown;
  quiet_hours: unknown;
  do_not_disturb_until: Date | null;
}

const FIND: Statement = {
  name: 'notification-recipients',
  text: `
WITH asked AS (
  SELECT a.*, s.id AS at_site_id
  FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY
    AS a(site_key, site_id, external_id, email, place)
    LEFT JOIN site s ON s.workspace_id = $1 AND (s.id = a.site_id OR s.key = a.site_key)
), people AS (
  SELECT a.place, 'contact' AS kind, k.id FROM asked a
    JOIN contact k ON k.site_id = a.at_site_id AND k.external_id = a.external_id
  UNION ALL
  SELECT a.place, 'member', m.id FROM asked a
    JOIN "user" u ON u.email = a.email
    JOIN member m ON m.user_id = u.id AND m.workspace_id = $1 AND m.removed_at IS NULL
)
SELECT x.place::int - 1 AS place, x.kind, x.id, w.notification_choices AS defaults,
  p.choices, p.quiet_hours, p.do_not_disturb_until
FROM people x JOIN workspace w ON w.id = $1
  LEFT JOIN notification_preference p ON p.recipient_id = x.id`,
};

/** Whoever is not found is not in the answer: no such person, or one of another workspace. */
export async function findRecipients(
  workspaceId: string,
  named: readonly NotificationRecipient[],
): Promise<FoundRecipient[]> {
  const column = (read: (recipient: Partial<Record<Column, string>>) => string | undefined) =>
    named.map((recipient) => read(recipient) ?? null);
  const rows = await query<StoredRecipient>(FIND, [
    workspaceId,
    column(({ siteKey }) => siteKey),
    column(({ siteId }) => siteId),
    column(({ externalId }) => externalId),
    column(({ memberEmail }) => memberEmail),
  ]);
  return rows.map((row) => ({
    place: row.place,
    kind: row.kind,
    id: row.id,
    choices: [parseChoices(row.defaults), parseChoices(row.choices)],
    quietHours: quietHoursSchema.nullable().catch(null).parse(row.quiet_hours),
    doNotDisturbUntil: row.do_not_disturb_until,
  }));
}

type Column = 'siteKey' | 'siteId' | 'externalId' | 'memberEmail';

const CAUSED: Statement = {
  name: 'notification-caused',
  text: `SELECT recipient_id AS "recipientId", notification_id AS "notificationId"
         FROM notification_cause WHERE event_id = $1`,
};

/** Whom an event has told, and in which row. */
export async function readCaused(eventId: string): Promise<Map<string, string>> {
  const rows = await query<{ recipientId: string; notificationId: string }>(CAUSED, [eventId]);
  return new Map(rows.map((row) => [row.recipientId, row.notificationId]));
}
