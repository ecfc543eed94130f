import { describe, expect, it } from 'vitest';
import type { NotificationView } from '@/lib/contracts/notifications';
import { en } from '../strings/en';
import { enLater } from '../strings/en-later';
import { inboxEn } from '../strings/inbox-en';
import { phraseBook } from '../strings/phrase-book';
import { headline, moment, secondLine, spoken } from './inbox-words';

const book = phraseBook({ ...en, ...enLater }, 'en', 'en-GB').with(inboxEn);
const now = new Date(2026, 10, 21, 12).getTime();
const row: NotificationView = {
  id: '1',
  kind: 'reply',
  subject: { kind: 'conversation', id: 'c', title: null },
  actor: { kind: 'member', id: 'm', name: 'Robin' },
  title: null,
  preview: 'It left this\nmorning',
  count: 1,
  firstAt: new Date(now - 60_000).toISOString(),
  lastAt: new Date(now - 60_000).toISOString(),
  version: 1,
  seenAt: null,
  readAt: null,
  archivedAt: null,
  snoozedUntil: null,
  interactedAt: null,
};

describe('what a notification says to an end user', () => {
  it('names who answered, how often, and what they wrote on one line', () => {
    expect(headline(row, book)).toBe('Robin replied');
    expect(headline({ ...row, count: 3 }, book)).toBe('3 new replies from Robin');
    expect(headline({ ...row, actor: { ...row.actor, name: null } }, book)).toBe(
      'The team replied',
    );
    expect(secondLine(row)).toBe('It left this morning');
  });

  it('takes the title of what a program sent', () => {
    const custom = { ...row, kind: 'custom', title: 'Shipped' } as const;
    expect(headline(custom, book)).toBe('Shipped');
    expect(headline({ ...custom, count: 2 }, book)).toBe('Shipped (2)');
    expect(headline({ ...custom, title: null }, book)).toBe('Notification');
  });

  it('says all of it to who listens', () => {
    expect(spoken(row, now, book)).toBe('Unread, Robin replied, It left this morning, 11:59');
    const asleep = {
      ...row,
      readAt: row.lastAt,
      snoozedUntil: new Date(now + 3_600_000).toISOString(),
    };
    expect(spoken(asleep, now, book)).toContain('Snoozed until 13:00');
    expect(spoken(asleep, now + 7_200_000, book)).not.toContain('Snoozed');
  });

  it('names another day with its clock time', () => {
    expect(moment(new Date(2026, 10, 23, 9).getTime(), now, book)).toBe('23 Nov, 9:00');
  });
});
