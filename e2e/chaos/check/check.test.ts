/** The checker says nothing about a desk that kept its promises, and passes nothing on no evidence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHistory } from '../history';
import { INVARIANTS } from './bars';
import { check, describeViolations, judge } from './check';
import { correctHistory, stepsArbitrary } from './correct-history';

const BARS = { latencySamples: 6 };

describe('a correct history', () => {
  it('violates nothing, whatever happened in it', () => {
    fc.assert(
      fc.property(stepsArbitrary, (steps) => {
        const history = correctHistory(steps);
        const violations = check(history, BARS);
        expect(describeViolations(history, violations)).toBe('');
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('survives being written down and read again', () => {
    const history = correctHistory([{ do: 'fault', which: 2 }]);
    const text = history.map((entry) => JSON.stringify(entry)).join('\n');
    expect(parseHistory(`${text}\n`)).toEqual(history);
  });

  it('is summed up', () => {
    const { summary, judged } = judge(correctHistory([{ do: 'fault', which: 2 }]), BARS);
    expect(summary.seed).toBe(1);
    expect(summary.faults).toEqual({ F1: 1, F2: 1 });
    expect(Object.keys(summary.recovery).sort()).toEqual(['F1', 'F2']);
    expect(summary.operations.fail).toBe(1);
    expect(summary.framesChecked).toBeGreaterThan(50);
    for (const id of INVARIANTS) expect(judged[id], id).toBeGreaterThan(0);
  });
});

describe('no evidence', () => {
  it('an empty history violates every invariant', () => {
    const vacuous = check([]).filter(({ message }) => message.startsWith('vacuous'));
    expect(vacuous.map(({ invariant }) => invariant)).toEqual([...INVARIANTS]);
  });

  it('more evidence can be asked for', () => {
    const [violation, ...others] = check(correctHistory([]), {
      ...BARS,
      evidence: { I8: 1_000_000 },
    });
    expect(violation).toMatchObject({
      invariant: 'I8',
      message: expect.stringMatching(/^vacuous/),
    });
    expect(others).toEqual([]);
  });

  it('a line that is no entry is an error that names the line', () => {
    expect(() => parseHistory('{"entry":"fail","at":1,"op":1}')).toThrow(/^line 1: /);
  });
});
