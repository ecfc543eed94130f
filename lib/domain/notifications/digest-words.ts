/** What an e-mail says of a notification. Plain text: whoever shows it escapes it. */
import type { NotificationKind, NotificationView } from '@/lib/contracts/notifications';

/** The parts of a notification that an e-mail tells. */
export type DigestItem = Pick<
  NotificationView,
  'kind' | 'count' | 'title' | 'preview' | 'actor' | 'lastAt'
> & {
  /** Where a press leads; null = nowhere. */
  url: string | null;
};

/** As a person knows it from their settings. */
export const KIND_NAMES: Record<NotificationKind, string> = {
  assigned: 'conversations assigned to you',
  mentioned: 'notes that mention you',
  message: 'new messages',
  reopened: 'reopened conversations',
  unassigned: 'new conversations',
  reply: 'replies',
  custom: 'other news',
};

const SUBJECT_CHARS = 120;

/** One line: control characters and those that turn the direction of what follows are left out. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** «3 new messages from Kim». */
export function headline({ kind, count, title, actor }: DigestItem): string {
  const who = oneLine(actor.name ?? '') || (actor.kind === 'member' ? 'A colleague' : 'A visitor');
  const whose = oneLine(title ?? '') || 'a visitor';
  switch (kind) {
    case 'assigned':
      return `${who} assigned you the conversation with ${whose}`;
    case 'mentioned':
      return count > 1
        ? `You were mentioned ${count} times, last by ${who}`
        : `${who} mentioned you`;
    case 'message':
      return count > 1 ? `${count} new messages from ${who}` : `New message from ${who}`;
    case 'reopened':
      return actor.kind === 'contact'
        ? `${who} came back to a conversation of yours`
        : `The conversation with ${whose} is open again`;
    case 'unassigned':
      return count > 1 ? `${count} new conversations` : `New conversation with ${whose}`;
    case 'reply':
      return count > 1
        ? `${count} new replies from ${nameOfDesk(actor.name)}`
        : `${nameOfDesk(actor.name)} replied`;
    case 'custom':
      return (oneLine(title ?? '') || 'News for you') + (count > 1 ? ` (${count})` : '');
  }
}

const nameOfDesk = (name: string | null) => oneLine(name ?? '') || 'The team';

/** Of the whole e-mail. `place`: the site or the workspace. */
export function subjectOf(items: readonly DigestItem[], place: string): string {
  const [first] = items;
  const text =
    items.length === 1 && first
      ? headline(first)
      : `${items.length} unread notifications from ${oneLine(place)}`;
  const points = Array.from(text);
  return points.length <= SUBJECT_CHARS ? text : `${points.slice(0, SUBJECT_CHARS - 1).join('')}…`;
}
