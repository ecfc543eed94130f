/** What simulated people say and do, and the history made of it. */
import { describe, expect, test } from 'vitest';
import { Dice } from '@/lib/client/simulation/dice';
import { LIMITS } from '@/lib/contracts/limits';
import { CUSTOMERS, customerAt } from '@/prisma/seeds/demo-customers';
import { planHistory } from '@/prisma/seeds/demo-history';
import { typingMs, writeScript, type Beat } from '@/prisma/seeds/demo-script';

const scripts = (seed: number, count: number) => {
  const dice = new Dice(seed);
  return Array.from({ length: count }, () => writeScript(dice));
};
const isRating = (beat: Beat) => beat.does === 'rate';

describe('a script', () => {
  test('is the same for the same seed', () => {
    expect(scripts(1, 50)).toEqual(scripts(1, 50));
    expect(scripts(1, 50)).not.toEqual(scripts(2, 50));
  });

  test('begins with a question that is taken, and ends resolved, rated only after that', () => {
    for (const { beats } of scripts(3, 500)) {
      expect(beats.slice(0, 2).map(({ does }) => does)).toEqual(['say', 'take']);
      const end = beats.filter((beat) => !isRating(beat)).at(-1)!;
      expect(end.does).toBe('resolve');
      beats.forEach((beat, at) => {
        if (isRating(beat)) expect(beats[at - 1]!.does).toBe('resolve');
        if ('text' in beat) {
          expect(beat.text).not.toMatch(/[{}]/);
          expect(beat.text.length).toBeLessThan(LIMITS.previewChars * 2);
        }
        expect(beat.thinkMs).toBeGreaterThanOrEqual(0);
        expect(beat.thinkMs).toBeLessThan(240_000);
      });
    }
  });

  test('is mostly rated well, and now and then not', () => {
    const ratings = scripts(4, 2_000).flatMap(({ beats }) => beats.filter(isRating));
    const good = ratings.filter((beat) => beat.does === 'rate' && beat.score >= 4);
    expect(good.length / ratings.length).toBeGreaterThan(0.78);
    expect(good.length / ratings.length).toBeLessThan(0.92);
    expect(ratings.some((beat) => beat.does === 'rate' && beat.comment !== null)).toBe(true);
  });

  test('is typed in a person’s time', () => {
    expect(typingMs('Ok')).toBeGreaterThan(1_000);
    expect(typingMs('x'.repeat(2_000))).toBeLessThan(10_000);
  });
});

test('no two customers are one', () => {
  const all = Array.from({ length: CUSTOMERS }, (_, n) => customerAt(n));
  for (const key of ['subject', 'name', 'email'] as const) {
    expect(new Set(all.map((one) => one[key])).size).toBe(CUSTOMERS);
  }
  expect(all.every(({ email }) => email.endsWith('@mail.example'))).toBe(true);
});

describe('the history', () => {
  const until = new Date(2026, 4, 18, 16).getTime();
  const plan = { seed: 1, from: until - 28 * 24 * 3_600_000, until, perDay: 20, desk: 3 };
  const planned = planHistory(plan);

  test('is the same for the same seed', () => {
    expect(planHistory(plan)).toEqual(planned);
    expect(planHistory({ ...plan, seed: 2 })).not.toEqual(planned);
  });

  test('lies within its bounds, each conversation in order', () => {
    for (const { beats, agent } of planned) {
      const times = beats.map(({ at }) => at);
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      expect(times[0]).toBeGreaterThanOrEqual(plan.from);
      expect(times.at(-1)).toBeLessThan(until);
      expect([0, 1, 2]).toContain(agent);
    }
  });

  test('has about as much as asked, less at night and at weekends', () => {
    expect(planned.length).toBeGreaterThan(28 * 20 * 0.6);
    expect(planned.length).toBeLessThan(28 * 20 * 1.1);
    const begins = planned.map(({ beats }) => new Date(beats[0]!.at));
    const share = (fits: (at: Date) => boolean) => begins.filter(fits).length / begins.length;
    expect(share((at) => at.getHours() < 7)).toBeLessThan(0.06);
    expect(share((at) => at.getDay() % 6 === 0)).toBeLessThan(0.25);
  });
});
