/** From claimed rows to what one device is shown: its words, where a press leads, what it replaces. */
import '#server-guard';
import { createHmac } from 'node:crypto';
import type { PushMessage } from '@/lib/contracts/push-devices';
import { headline, oneLine } from '@/lib/domain/notifications/digest-words';
import { purposeSecret } from '@/lib/platform/purpose-secret';
import { wordsOf, type TellableRow } from './read-claimed';

/** Systems show less of either; together with an address they fit into one push, whatever the script. */
const TITLE_CHARS = 100;
const BODY_CHARS = 180;
const MANY = 'many';

export function composePush(rows: readonly TellableRow[], badge: number): PushMessage {
  const [first] = rows;
  if (rows.length > 1 || first === undefined) return ofMany(rows, badge);
  return {
    title: clip(headline({ ...wordsOf(first), url: null }), TITLE_CHARS),
    body: clip(first.preview ?? '', BODY_CHARS),
    url: urlOf(first),
    // The desktop notification of a page about the same thing has it, too.
    tag: first.subject_key,
    badge,
    ids: [first.notification_id],
  };
}

const ofMany = (rows: readonly TellableRow[], badge: number): PushMessage => ({
  title: `${rows.length} unread notifications`,
  body: clip(rows.map((row) => headline({ ...wordsOf(row), url: null })).join(' · '), BODY_CHARS),
  url: '/notifications',
  tag: MANY,
  badge,
  ids: [],
});

const urlOf = (row: TellableRow): string =>
  row.subject_kind === 'external' ? (row.url ?? '/notifications') : `/inbox/${row.subject_key}`;

function clip(text: string, chars: number): string {
  const points = Array.from(oneLine(text).toWellFormed());
  return points.length <= chars ? points.join('') : `${points.slice(0, chars - 1).join('')}…`;
}

/** What push services see of a tag: the same for the same, and nothing else (RFC 8030: 32 characters). */
export const topicOf = (recipientId: string, tag: string): string =>
  createHmac('sha256', purposeSecret('push topics'))
    .update(`${recipientId} ${tag}`)
    .digest()
    .subarray(0, 24)
    .toString('base64url');
