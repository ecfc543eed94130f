import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeCursors, unreadCount } from './unread';

describe('RCP-1 unread', () => {
  it('RCP-1: equals a recount for any log and any read cursor', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ mine: fc.boolean(), message: fc.boolean() })),
        fc.nat(),
        (log, cut) => {
          const readSeq = log.length === 0 ? 0 : cut % (log.length + 1);
          const messages = log.map((event, index) => ({ ...event, seq: index + 1 }));
          const byOthers = messages.filter((event) => event.message && !event.mine);
          const counted = unreadCount({
            messageCount: messages.filter((event) => event.message).length,
            ownMessageCount: messages.filter((event) => event.message && event.mine).length,
            readCount: byOthers.filter((event) => event.seq <= readSeq).length,
          });
          expect(counted).toBe(byOthers.filter((event) => event.seq > readSeq).length);
        },
      ),
    );
  });

  it('RCP-1: is never below zero while counts are briefly out of step', () => {
    expect(unreadCount({ messageCount: 2, ownMessageCount: 1, readCount: 5 })).toBe(0);
  });
});

const cursors = fc.record({
  deliveredSeq: fc.nat(50),
  readSeq: fc.nat(50),
});

describe('RCP-1 cursors', () => {
  it('RCP-1: merging never moves back, in any order of arrival', () => {
    fc.assert(
      fc.property(cursors, fc.array(cursors), (start, frames) => {
        let known = start;
        for (const frame of frames) {
          const next = mergeCursors(known, frame);
          expect(next.readSeq).toBeGreaterThanOrEqual(known.readSeq);
          expect(next.deliveredSeq).toBeGreaterThanOrEqual(known.deliveredSeq);
          known = next;
        }
        expect(known.readSeq).toBe(Math.max(start.readSeq, ...frames.map((f) => f.readSeq)));
      }),
    );
  });

  it('RCP-1: the count of a read cursor travels with it', () => {
    const known = { deliveredSeq: 9, readSeq: 5, readCount: 3 };
    expect(mergeCursors(known, { deliveredSeq: 4, readSeq: 4, readCount: 2 })).toEqual(known);
    expect(mergeCursors(known, { deliveredSeq: 4, readSeq: 8, readCount: 6 })).toEqual({
      deliveredSeq: 9,
      readSeq: 8,
      readCount: 6,
    });
  });
});
