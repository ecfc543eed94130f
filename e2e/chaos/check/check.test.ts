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

  it('may have made a hint again, which leaves nothing behind', () => {
    const history = correctHistory([{ do: 'fault', which: 2 }]);
    for (const entry of history) {
      if (entry.entry === 'effect') Object.assign(entry, { times: 2, repeatable: true });
    }
    expect(describeViolations(history, check(history, BARS))).toBe('');
  });

  it('is not judged for bystanders while a process is being started', () => {
    const history = correctHistory([{ do: 'fault', which: 2 }]);
    const slow = () => {
      const during = history.filter((entry) => entry.entry === 'latency' && entry.bystander);
      for (const entry of during) Object.assign(entry, { ms: 9_000 });
    };
    slow();
    const blamed = () => check(history, BARS).some(({ invariant }) => invariant === 'I14');
    const first = history.find(({ entry }) => entry === 'fault')!.at;
    // All delays but those of before the first fault.
    for (const entry of history) {
      if (entry.entry === 'latency' && entry.at < first) entry.ms = 10;
    }
    expect(blamed()).toBe(true);
    const end = history.at(-1)!.at;
    history.push({ entry: 'starting', at: first, node: 'node-1', phase: 'begin' });
    history.push({ entry: 'starting', at: end, node: 'node-1', phase: 'end' });
    expect(
      check(history, BARS).filter(
        ({ invariant, message }) => invariant === 'I14' && !message.startsWith('vacuous'),
      ),
    ).toEqual([]);
  });

  it('is summed up', () => {
    const { summary, judged } = judge(correctHistory([{ do: 'fault', which: 2 }]), BARS);
    expect(summary.seed).toBe(1);
    expect(summary.faults).toEqual({ F1: 1, F2: 1 });
    // Not calm for long enough to say so.
    expect(summary.quickAgain).toBe(0);
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
