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
  const who = nameOf(actor, kind);
  const whose = oneLine(title ?? '') || 'a visitor';
  const many = count > 1;
  switch (kind) {
    case 'assigned':
      return capital(`${who} assigned you the conversation with ${whose}`);
    case 'mentioned':
      return many
        ? `You were mentioned ${count} times, last by ${who}`
        : capital(`${who} mentioned you`);
    case 'message':
      return many ? `${count} new messages from ${who}` : `New message from ${who}`;
    case 'reopened':
      return actor.kind === 'contact'
        ? capital(`${who} came back to a conversation of yours`)
        : `The conversation with ${whose} is open again`;
    case 'unassigned':
      return many ? `${count} new conversations` : `New conversation with ${whose}`;
    case 'reply':
      return many ? `${count} new replies from ${who}` : capital(`${who} replied`);
    case 'custom':
      return (oneLine(title ?? '') || 'News for you') + (many ? ` (${count})` : '');
  }
}

function nameOf({ name, kind: actorKind }: DigestItem['actor'], kind: NotificationKind): string {
  const known = oneLine(name ?? '');
  if (known) return known;
  // To a visitor whoever answers is the team.
  if (kind === 'reply') return 'the team';
  return actorKind === 'contact' ? 'a visitor' : 'a colleague';
}

/** Names stay as people write them: only our own words begin small. */
const capital = (text: string) =>
  text.replace(/^(a|the) /, (word) => word[0]?.toUpperCase() + word.slice(1));

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
