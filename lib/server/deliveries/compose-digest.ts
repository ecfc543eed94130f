/** From claimed rows to the e-mail of one person: words, links that land on the right place, and the way out. */
import '#server-guard';
import { z } from 'zod';
import type { NotificationKind } from '@/lib/contracts/notifications';
import type { DigestItem } from '@/lib/domain/notifications/digest-words';
import { config } from '@/lib/platform/config';
import type { Mail } from '@/lib/platform/mail';
import { digestMail } from '../mail/digest-mail';
import type { AddresseeRow } from './delivery-store';
import { wordsOf, type TellableRow } from './read-claimed';
import { unsubscribeToken } from './unsubscribe-token';

export function composeDigest(
  rows: readonly TellableRow[],
  to: AddresseeRow & { address: string },
  messageId: string,
): Mail {
  const base = config().PUBLIC_URL ?? '';
  const place = to.site_name ?? to.workspace_name;
  // What waited twice, because more came while it was being sent, is told once.
  const items = [...new Map(rows.map((row) => [row.notification_id, row])).values()];
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  const linkTo = (path: string, kind: NotificationKind | 'all') => {
    const token = unsubscribeToken({ recipientId: to.recipient_id, kind });
    return `${base}${path}?token=${encodeURIComponent(token)}`;
  };
  return {
    to: { name: to.name ?? '', address: to.address },
    fromName: place,
    ...digestMail({
      items: items.map((row) => toItem(row, to, base)),
      place,
      inboxUrl: to.recipient_kind === 'member' ? `${base}/notifications` : null,
      unsubscribe: kinds.map((kind) => ({ kind, url: linkTo('/unsubscribe', kind) })),
      unsubscribeAllUrl: linkTo('/unsubscribe', 'all'),
    }),
    messageId,
    headers: {
      // RFC 8058: a program presses this without anybody's session.
      'List-Unsubscribe': `<${linkTo('/unsubscribe/one-click', 'all')}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      // RFC 3834: no holiday replies, please.
      'Auto-Submitted': 'auto-generated',
    },
  };
}

function toItem(row: TellableRow, to: AddresseeRow, base: string): DigestItem {
  return { ...wordsOf(row), url: linkOf(row, to, base) };
}

function linkOf(row: TellableRow, to: AddresseeRow, base: string): string | null {
  if (row.subject_kind === 'external') return row.url;
  if (to.recipient_kind === 'member') return `${base}/inbox/${row.subject_key}`;
  return pageOf(to);
}

/** Where the widget was last open. A browser said so, hence only on the site's own origins. */
function pageOf({ page_url: page, allowed_origins: origins }: AddresseeRow): string | null {
  const parsed = z.url({ protocol: /^https?$/ }).safeParse(page);
  if (!parsed.success) return null;
  const url = new URL(parsed.data);
  url.username = '';
  url.password = '';
  return origins?.includes(url.origin) ? url.href : null;
}
