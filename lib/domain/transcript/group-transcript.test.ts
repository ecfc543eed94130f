import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupTranscript, type TranscriptItem } from './group-transcript';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const dayKey = (atMs: number) => String(Math.floor(atMs / DAY));

function message(seq: number, authorKey: string, minute: number): TranscriptItem {
  return {
    key: `m${seq}`,
    kind: 'message',
    authorKey,
    atMs: minute * MINUTE,
    seq,
    own: authorKey === 'me',
  };
}

const shape = (items: TranscriptItem[], unreadAfterSeq: number | null = null) =>
  groupTranscript(items, { dayKey, unreadAfterSeq }).map((row) => {
    if (row.type === 'message') {
      return `${row.startsGroup ? '[' : ''}${row.item.authorKey}${row.endsGroup ? ']' : ''}`;
    }
    return row.type;
  });

describe('groupTranscript', () => {
  it('groups bubbles of one author within three minutes of the one before', () => {
    expect(
      shape([
        message(1, 'ana', 0),
        message(2, 'ana', 3),
        message(3, 'ana', 6),
        message(4, 'ana', 9.1),
        message(5, 'me', 9.2),
        message(6, 'ana', 9.3),
      ]),
    ).toEqual(['day', '[ana', 'ana', 'ana]', '[ana]', '[me]', '[ana]']);
  });

  it('ends groups at days, notices and the unread divider', () => {
    const notice: TranscriptItem = { ...message(3, '', 2), kind: 'notice' };
    expect(
      shape([message(1, 'ana', 0), message(2, 'ana', 1), notice, message(4, 'ana', 2)], 1),
    ).toEqual(['day', '[ana]', 'unread', '[ana]', 'notice', '[ana]']);
    expect(shape([message(1, 'ana', 24 * 60 - 1), message(2, 'ana', 24 * 60)])).toEqual([
      'day',
      '[ana]',
      'day',
      '[ana]',
    ]);
  });

  it('puts the divider before the first unread message of somebody else, once', () => {
    expect(
      shape(
        [message(1, 'ana', 0), message(2, 'me', 1), message(3, 'ana', 2), message(4, 'ana', 3)],
        1,
      ),
    ).toEqual(['day', '[ana]', '[me]', 'unread', '[ana', 'ana]']);
    expect(shape([message(1, 'ana', 0), message(2, 'me', 1)], 1)).not.toContain('unread');
    expect(shape([{ ...message(2, 'ana', 1), seq: null }], 1)).not.toContain('unread');
  });

  it('keeps every item once and in order, and closes every group it opens', () => {
    const items = fc.array(
      fc.record({
        authorKey: fc.constantFrom('me', 'ana', 'bo'),
        kind: fc.constantFrom<'message' | 'notice'>('message', 'message', 'notice'),
        atMs: fc.integer({ min: 0, max: 5 * DAY }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(items, fc.option(fc.nat(60)), (drawn, unreadAfterSeq) => {
        const all = drawn.map((item, index) => ({
          ...message(index + 1, item.authorKey, 0),
          ...item,
        }));
        const rows = groupTranscript(all, { dayKey, unreadAfterSeq });
        expect(rows.flatMap((row) => ('item' in row ? [row.item.key] : []))).toEqual(
          all.map((item) => item.key),
        );
        expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
        let open: string | null = null;
        for (const row of rows) {
          if (row.type !== 'message') expect(open).toBeNull();
          else {
            expect(row.startsGroup).toBe(open === null);
            open = row.endsGroup ? null : row.item.authorKey;
          }
        }
        expect(open).toBeNull();
      }),
    );
  });
});
