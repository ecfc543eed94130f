import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPage } from './fit-page';

const event = (chars: number) => ({ payload: { kind: 'text', body: 'x'.repeat(chars) } });
const pages = fc.array(fc.nat({ max: 40 }).map(event), { minLength: 1, maxLength: 30 });
const weigh = (events: ReturnType<typeof event>[]) =>
  events.reduce((sum, { payload }) => sum + payload.body.length, 0);

describe('LIM-1: a page of events', () => {
  it('fits the budget or is a single event', () => {
    fc.assert(
      fc.property(pages, fc.constantFrom('first' as const, 'last' as const), (events, from) => {
        const page = fitPage(events, from, 100);
        expect(page.length).toBeGreaterThan(0);
        if (page.length > 1) expect(weigh(page)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('is contiguous from its end, and as long as it can be', () => {
    fc.assert(
      fc.property(pages, (events) => {
        const first = fitPage(events, 'first', 100);
        expect(first).toEqual(events.slice(0, first.length));
        if (first.length < events.length) {
          expect(weigh(events.slice(0, first.length + 1))).toBeGreaterThan(100);
        }
        const last = fitPage(events, 'last', 100);
        expect(last).toEqual(events.slice(events.length - last.length));
      }),
    );
  });

  it('weighs events without a body as nothing', () => {
    expect(fitPage([{ payload: {} }, { payload: null }], 'first', 1)).toHaveLength(2);
  });
});
