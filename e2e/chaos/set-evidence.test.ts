/** A set that found nothing to judge by fails, whatever its histories say. */
import { expect, it } from 'vitest';
import { judgeEvidence, SET_EVIDENCE } from './set-evidence';

it('passes on enough, over all histories together', () => {
  const half = Object.fromEntries(
    Object.entries(SET_EVIDENCE).map(([id, wanted]) => [id, Math.ceil(wanted / 2)]),
  ) as unknown as typeof SET_EVIDENCE;
  expect(judgeEvidence([half, half]).failed).toEqual([]);
  expect(judgeEvidence([half]).failed).toHaveLength(Object.keys(SET_EVIDENCE).length);
});

it('fails on one invariant that had nothing to judge, and names it', () => {
  const { failed } = judgeEvidence([{ ...SET_EVIDENCE, I14: 0 }]);
  expect(failed).toEqual([`I14 judged 0 of ${SET_EVIDENCE.I14}`]);
});

it('fails on a set without histories', () => {
  expect(judgeEvidence([]).failed).toHaveLength(Object.keys(SET_EVIDENCE).length);
});
