import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planDigest, retryDelayMs, type Addressee, type WaitingEmail as Waiting } from './digest';
import { MAX_TRIES } from './due';

const NOW = Date.parse('2026-06-10T12:00:00Z');
const HOUR = 3_600_000;

const waiting = (id: string, over: Partial<Waiting> = {}): Waiting => ({
  deliveryId: id,
  notificationId: `of ${id}`,
  notBefore: NOW,
  attempts: 0,
  batchId: null,
  notification: { kind: 'message', read: false, archived: false, snoozedUntil: null },
  ...over,
});
const to = (over: Partial<Addressee> = {}): Addressee => ({
  address: 'robin@example.com',
  left: false,
  choices: [],
  quietHours: null,
  doNotDisturbUntil: null,
  ...over,
});
const now = (over: Partial<Waiting['notification'] & object>) => ({
  notification: {
    kind: 'message' as const,
    read: false,
    archived: false,
    snoozedUntil: null,
    ...over,
  },
});
const skipped = (item: Waiting, addressee = to()) =>
  planDigest([item], addressee, NOW).skip.map(({ reason }) => reason);

describe('a digest', () => {
  it('is one e-mail of all that waits', () => {
    const plan = planDigest([waiting('a'), waiting('b')], to(), NOW);
    expect(plan.send).toEqual([{ batchId: null, items: [waiting('a'), waiting('b')] }]);
  });

  it('is what it was as long as nobody knows whether it was taken', () => {
    const plan = planDigest([waiting('a', { batchId: 'first' }), waiting('b')], to(), NOW);
    expect(plan.send.map(({ batchId, items }) => [batchId, items.length])).toEqual([
      ['first', 1],
      [null, 1],
    ]);
  });

  it('leaves out what need not be told any more, and says why', () => {
    expect(skipped(waiting('a', now({ read: true })))).toEqual(['read']);
    expect(skipped(waiting('a', now({ archived: true })))).toEqual(['archived']);
    expect(skipped(waiting('a', { notification: null }))).toEqual(['gone']);
    expect(skipped(waiting('a', { notBefore: NOW - 8 * 24 * HOUR }))).toEqual(['expired']);
    expect(skipped(waiting('a'), to({ left: true }))).toEqual(['left']);
    expect(skipped(waiting('a'), to({ address: null }))).toEqual(['no_address']);
    const choices = [{ message: { email: true } }, { message: { email: false } }];
    expect(skipped(waiting('a'), to({ choices }))).toEqual(['preference']);
  });

  it('waits while it would disturb, or while it is put off', () => {
    const until = (item: Waiting, addressee = to()) =>
      planDigest([item], addressee, NOW).postpone.map((one) => one.until - NOW);
    expect(until(waiting('a', now({ snoozedUntil: NOW + HOUR })))).toEqual([HOUR]);
    expect(until(waiting('a'), to({ doNotDisturbUntil: NOW + 2 * HOUR }))).toEqual([2 * HOUR]);
    const ranges = [{ weekday: 3, fromMinute: 13 * 60, untilMinute: 15 * 60 }];
    const quiet = to({
      quietHours: { timeZone: 'UTC', ranges },
      doNotDisturbUntil: NOW + 2 * HOUR,
    });
    expect(until(waiting('a'), quiet)).toEqual([3 * HOUR]);
  });

  it('is given up after so many tries', () => {
    const plan = planDigest([waiting('a', { attempts: MAX_TRIES })], to(), NOW);
    expect(plan).toMatchObject({ send: [], giveUp: [{ deliveryId: 'a' }] });
  });

  it('decides about each waiting e-mail exactly once', () => {
    const some = fc.record({
      notBefore: fc.integer({ min: NOW - 10 * 24 * HOUR, max: NOW }),
      attempts: fc.nat(MAX_TRIES + 1),
      batchId: fc.constantFrom(null, 'x', 'y'),
      notification: fc.option(
        fc.record({
          kind: fc.constantFrom('message' as const, 'mentioned' as const, 'unassigned' as const),
          read: fc.boolean(),
          archived: fc.boolean(),
          snoozedUntil: fc.option(fc.integer({ min: NOW - HOUR, max: NOW + HOUR })),
        }),
      ),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), fc.boolean(), (all, left) => {
        const items = all.map((one, n) => waiting(String(n), one));
        const { send, postpone, skip, giveUp } = planDigest(items, to({ left }), NOW);
        const decided = [
          ...send.flatMap((batch) => batch.items),
          ...[...postpone, ...skip].map(({ item }) => item),
          ...giveUp,
        ].map(({ deliveryId }) => deliveryId);
        expect(decided.sort()).toEqual(items.map(({ deliveryId }) => deliveryId).sort());
        for (const { until } of postpone) expect(until).toBeGreaterThan(NOW);
        for (const { notification } of send.flatMap((batch) => batch.items)) {
          expect(notification).toMatchObject({ read: false, archived: false });
        }
      }),
    );
  });
});

describe('between tries', () => {
  it('it waits ever longer, over hours', () => {
    const minutes = [1, 2, 3, 4].map((tries) => retryDelayMs(tries, 0) / 60_000);
    expect(minutes).toEqual([2, 10, 50, 250]);
    expect(retryDelayMs(1, 0.999)).toBeLessThan(2.5 * 60_000);
  });
});
