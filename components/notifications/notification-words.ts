/** What a notification says, in words for its reader. */
import type { NotificationKind, NotificationView } from '@/lib/contracts/notifications';
import { contactName } from '@/components/console/contact-name';

export interface NotificationWords {
  /** Who did it; null = nobody in particular. */
  who: string | null;
  /** The whole of it, with who. */
  what: string;
}

function actorName({ actor }: NotificationView): string | null {
  if (actor.kind === 'system') return null;
  if (actor.name !== null) return actor.name;
  return actor.kind === 'contact' && actor.id !== null
    ? contactName({ id: actor.id, name: null })
    : null;
}

export function notificationWords(row: NotificationView): NotificationWords {
  const who = actorName(row);
  return { who, what: sentence(row, who) };
}

function sentence(row: NotificationView, who: string | null): string {
  const { kind, count, title, subject } = row;
  const about = subject.kind === 'conversation' ? (subject.title ?? 'a visitor') : null;
  const many = count > 1;
  switch (kind) {
    case 'assigned':
      return who === null
        ? 'A conversation was assigned to you'
        : `${who} assigned you a conversation`;
    case 'mentioned':
      return many
        ? `${count} mentions of you, latest by ${who ?? 'your team'}`
        : `${who ?? 'Somebody'} mentioned you`;
    case 'message':
      return many
        ? `${count} new messages from ${who ?? about}`
        : `New message from ${who ?? about}`;
    case 'reopened':
      return who === null
        ? 'A conversation of yours is open again'
        : `${who} reopened a conversation`;
    case 'unassigned':
      return `New conversation from ${who ?? about}`;
    case 'reply':
      return many
        ? `${count} new replies from ${who ?? 'the team'}`
        : `${who ?? 'The team'} replied`;
    case 'custom':
      return `${title ?? 'Notification'}${many ? ` (${count})` : ''}`;
  }
}

/** Below it: the latest words, or else whom it is about. */
export function secondLine({ kind, preview, subject }: NotificationView): string {
  if (preview !== null) return preview;
  if (subject.kind === 'external') return subject.url ?? '';
  if (kind === 'message' || kind === 'unassigned') return subject.title ?? '';
  return `With ${subject.title ?? 'a visitor who gave no name'}`;
}

/** As settings name them. */
export const KIND_WORDS: Record<NotificationKind, { name: string; means: string }> = {
  assigned: { name: 'Assigned to me', means: 'Somebody gives you a conversation' },
  mentioned: { name: 'Mentioned in a note', means: 'A colleague writes @ and your name' },
  message: {
    name: 'New messages',
    means: 'In conversations that are yours, while you look elsewhere',
  },
  reopened: { name: 'Reopened', means: 'A conversation of yours is open again' },
  unassigned: { name: 'New and unassigned', means: 'Every conversation that nobody has yet' },
  reply: { name: 'Replies', means: 'The team has answered you' },
  custom: { name: 'From other programs', means: 'What your own products send you' },
};
