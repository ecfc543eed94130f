/** Ending e-mails from a link in one. It is a preference like any other and is taken back as one. */
import '#server-guard';
import { channelChoicesSchema } from '@/lib/contracts/notification-preferences';
import { notificationKindSchema } from '@/lib/contracts/notifications';
import { KIND_NAMES } from '@/lib/domain/notifications/digest-words';
import { channelsFor, KINDS_FOR } from '@/lib/domain/notifications/channels';
import { query, type Statement } from '@/lib/platform/database';
import { tellPreferred, type PreferenceOwner } from '../preferences/tell-preferred';
import { readUnsubscribeToken } from './unsubscribe-token';

export interface Subscription {
  /** What the e-mails are about; null = all of them. */
  about: string | null;
  subscribed: boolean;
}

interface StoredChoices {
  recipient_kind: 'member' | 'contact';
  defaults: unknown;
  choices: unknown;
}

const READ: Statement = {
  name: 'unsubscribe-read',
  text: `SELECT b.recipient_kind, w.notification_choices AS defaults, p.choices FROM notification_inbox b
           JOIN workspace w ON w.id = b.workspace_id
           LEFT JOIN notification_preference p ON p.recipient_id = b.recipient_id
         WHERE b.recipient_id = $1`,
};

/** Null when the token is not one of ours, or its owner is gone. */
export async function readSubscription(token: string): Promise<Subscription | null> {
  const wanted = readUnsubscribeToken(token);
  if (!wanted) return null;
  const [row] = await query<StoredChoices>(READ, [wanted.recipientId]);
  if (!row) return null;
  const layers = [row.defaults, row.choices].map((stored) =>
    channelChoicesSchema.catch({}).parse(stored ?? {}),
  );
  const kinds = wanted.kind === 'all' ? KINDS_FOR[row.recipient_kind] : [wanted.kind];
  return {
    about: wanted.kind === 'all' ? null : KIND_NAMES[wanted.kind],
    subscribed: kinds.some((kind) => channelsFor(kind, layers).has('email')),
  };
}

/** Each named kind gets `email: false`; whatever else is chosen stays. */
const END: Statement = {
  name: 'unsubscribe-end',
  text: `
INSERT INTO notification_preference AS p (recipient_id, workspace_id, choices)
SELECT b.recipient_id, b.workspace_id,
  (SELECT jsonb_object_agg(k, '{"email": false}'::jsonb) FROM unnest($2::text[]) AS k)
FROM notification_inbox b WHERE b.recipient_id = $1
ON CONFLICT (recipient_id) DO UPDATE SET choices = p.choices || (
  SELECT jsonb_object_agg(k, coalesce(p.choices -> k, '{}'::jsonb) || '{"email": false}'::jsonb)
  FROM unnest($2::text[]) AS k)
RETURNING recipient_id AS id, (SELECT b.recipient_kind FROM notification_inbox b
  WHERE b.recipient_id = $1) AS kind`,
};

/** False when the token is not one of ours. What waits already is skipped when it is due. */
export async function unsubscribe(token: string): Promise<boolean> {
  const wanted = readUnsubscribeToken(token);
  if (!wanted) return false;
  const kinds = wanted.kind === 'all' ? notificationKindSchema.options : [wanted.kind];
  const [owner] = await query<PreferenceOwner>(END, [wanted.recipientId, kinds]);
  if (owner) tellPreferred(owner);
  return owner !== undefined;
}
