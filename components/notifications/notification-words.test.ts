import { expect, it } from 'vitest';
import type { NotificationView } from '@/lib/contracts/notifications';
import { notificationWords, secondLine } from './notification-words';

const row = (partial: Partial<NotificationView>): NotificationView => ({
  id: 'n1',
  kind: 'message',
  subject: { kind: 'conversation', id: 'c1', title: 'Kim' },
  actor: { kind: 'contact', id: '0000-abcd', name: 'Kim' },
  title: 'Kim',
  preview: null,
  count: 1,
  firstAt: '',
  lastAt: '',
  version: 1,
  seenAt: null,
  readAt: null,
  archivedAt: null,
  snoozedUntil: null,
  interactedAt: null,
  ...partial,
});
const sam = { kind: 'member', id: 'sam', name: 'Sam' } as const;
const nobody = { kind: 'system', id: null, name: null } as const;
const anonymous = { kind: 'contact', id: '0000-abcd', name: null } as const;

it.each<[Partial<NotificationView>, string]>([
  [{}, 'New message from Kim'],
  [{ count: 3 }, '3 new messages from Kim'],
  [{ count: 3, actor: anonymous, title: null }, '3 new messages from Visitor ABCD'],
  [{ kind: 'assigned', actor: sam }, 'Sam assigned you a conversation'],
  [{ kind: 'assigned', actor: nobody }, 'A conversation was assigned to you'],
  [{ kind: 'mentioned', actor: sam }, 'Sam mentioned you'],
  [{ kind: 'mentioned', actor: sam, count: 2 }, '2 mentions of you, latest by Sam'],
  [{ kind: 'reopened' }, 'Kim reopened a conversation'],
  [{ kind: 'reopened', actor: nobody }, 'A conversation of yours is open again'],
  [{ kind: 'unassigned' }, 'New conversation from Kim'],
  [{ kind: 'reply', actor: sam }, 'Sam replied'],
  [{ kind: 'custom', title: 'Build failed', count: 2 }, 'Build failed (2)'],
])('%o', (partial, words) => {
  expect(notificationWords(row(partial)).what).toBe(words);
});

it('has something to say below it', () => {
  expect(secondLine(row({ preview: 'Hello' }))).toBe('Hello');
  expect(secondLine(row({ kind: 'assigned' }))).toBe('With Kim');
  const nameless = { kind: 'conversation', id: 'c1', title: null } as const;
  expect(secondLine(row({ kind: 'assigned', subject: nameless }))).toBe(
    'With a visitor who gave no name',
  );
});
