import { describe, expect, it } from 'vitest';
import type { DigestItem } from '@/lib/domain/notifications/digest-words';
import { digestMail, type Digest } from './digest-mail';

const item = (over: Partial<DigestItem> = {}): DigestItem => ({
  kind: 'message',
  count: 1,
  title: 'Kim',
  preview: 'Hello?',
  actor: { kind: 'contact', id: null, name: 'Kim' },
  lastAt: '2026-06-10T12:00:00.000Z',
  url: 'https://desk.example.com/inbox/1',
  ...over,
});
const digest = (items: DigestItem[], over: Partial<Digest> = {}): Digest => ({
  items,
  place: 'Acme',
  inboxUrl: 'https://desk.example.com/notifications',
  unsubscribe: [],
  unsubscribeAllUrl: 'https://desk.example.com/unsubscribe?token=x&more=y',
  ...over,
});
const subject = (over: Partial<DigestItem>) => digestMail(digest([item(over)])).subject;

describe('the words of an e-mail', () => {
  it('say how many, of what, from whom', () => {
    expect(subject({})).toBe('New message from Kim');
    expect(subject({ count: 3 })).toBe('3 new messages from Kim');
    expect(subject({ actor: { kind: 'contact', id: null, name: null } })).toBe(
      'New message from a visitor',
    );
    expect(subject({ kind: 'mentioned', count: 2 })).toBe(
      'You were mentioned 2 times, last by Kim',
    );
    expect(subject({ kind: 'reply', actor: { kind: 'member', id: null, name: null } })).toBe(
      'The team replied',
    );
    expect(subject({ kind: 'custom', title: 'Invoice paid' })).toBe('Invoice paid');
    expect(digestMail(digest([item(), item()])).subject).toBe('2 unread notifications from Acme');
  });

  it('stay on one line, in one direction and of bounded length', () => {
    const name = `Kim\r\nBcc: all@example.com\u202E${'x'.repeat(300)}`;
    const line = subject({ actor: { kind: 'contact', id: null, name } });
    expect(line).toMatch(/^New message from Kim Bcc: all@example\.comx+…$/);
    expect(Array.from(line)).toHaveLength(120);
  });
});

describe('the page of an e-mail', () => {
  const nasty = `"><script>alert('x')</script>&amp;`;

  it('escapes whatever people wrote, everywhere', () => {
    const { html } = digestMail(
      digest(
        [
          item({
            preview: nasty,
            actor: { kind: 'contact', id: null, name: nasty },
            url: `https://shop.example.com/?a="onclick=x&b='`,
          }),
          item({ kind: 'custom', title: nasty }),
        ],
        { place: nasty },
      ),
    );
    expect(html).not.toContain('<script');
    expect(html).not.toContain('"onclick');
    expect(html).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;');
    expect(html).toContain('?token=x&amp;more=y');
  });

  it('fetches nothing and is no table', () => {
    const { html } = digestMail(digest([item(), item()]));
    expect(html).not.toMatch(/<(img|table|link|script|iframe)|src=|url\(|@import/);
  });

  it('shows the latest and counts the rest, in both forms', () => {
    const many = Array.from({ length: 25 }, (_, n) => item({ preview: `no. ${n}.` }));
    const { text, html } = digestMail(digest(many));
    for (const form of [text, html]) {
      expect(form).toContain('And 5 more.');
      expect(form).toContain('no. 24.');
      expect(form).not.toContain('no. 4.');
    }
  });

  it('has no link where there is no page', () => {
    const { text, html } = digestMail(digest([item({ url: null })], { inboxUrl: null }));
    expect(html.match(/href=/g)).toHaveLength(1);
    expect(text.match(/https:/g)).toHaveLength(1);
  });
});
