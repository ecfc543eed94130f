/** What is planted in inboxes must be found, by the invariant meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryOf, Notice } from '../history';
import type { InvariantId } from './bars';
import { check, describeViolations } from './check';
import { correctHistory, stepsArbitrary } from './correct-history';
import { AWAY_ID } from './correct-inboxes';
import { Plot } from './plant';

const BARS = { latencySamples: 6 };

/** Plants in many histories, at many places: exactly these invariants must be violated, each time. */
function finds(what: string, expected: InvariantId[], plant: (plot: Plot) => void): void {
  it(`${expected.join(' and ')}: ${what}`, () => {
    fc.assert(
      fc.property(stepsArbitrary, fc.nat(1_000_000), (steps, choice) => {
        const plot = new Plot(correctHistory(steps), choice);
        plant(plot);
        const violations = check(plot.entries, BARS);
        const found = new Set(violations.map(({ invariant }) => invariant));
        expect([...found], describeViolations(plot.entries, violations)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  }, 30_000);
}

const inboxOf = (plot: Plot, personId: string): EntryOf<'inbox-truth'> =>
  plot.all('inbox-truth').find((one) => one.personId === personId)!;
const theirs = (plot: Plot): EntryOf<'inbox-truth'> => inboxOf(plot, AWAY_ID);
const devices = (plot: Plot): EntryOf<'inbox'>[] =>
  plot.all('inbox').filter(({ client }) => client.startsWith(AWAY_ID));
const shownRow = (plot: Plot): [EntryOf<'inbox'>, Notice] => {
  const device = plot.pick(devices(plot));
  return [device, plot.pick(device.rows)];
};

describe('told', () => {
  finds('somebody is never told of an event', ['N1'], (plot) => {
    plot.untell(plot.pick(theirs(plot).causes).eventId);
  });

  finds('an event is written into an inbox twice', ['N1'], (plot) => {
    const inbox = theirs(plot);
    const cause = plot.pick(inbox.causes);
    inbox.causes.push(cause);
    plot.changeNotice(cause.notificationId, (row) => (row.count += 1));
  });

  finds('a row counts more than was written into it', ['N1'], (plot) => {
    const { id } = plot.pick(theirs(plot).rows);
    plot.changeNotice(id, (row) => (row.count += 1));
  });

  finds('a row is on screen twice for a moment', ['N1'], (plot) => {
    const step = plot.pick(plot.all('noticed').filter(({ rows }) => rows.length > 0));
    step.rows.unshift(step.rows[0]!);
  });

  finds('two e-mails wait for one row', ['N1'], (plot) => {
    const inbox = theirs(plot);
    inbox.deliveries.push(plot.pick(inbox.deliveries));
  });

  finds('a stranger is told of an event', ['N3'], (plot) => {
    const { eventId, notificationId } = plot.pick(theirs(plot).causes);
    const row = theirs(plot).rows.find(({ id }) => id === notificationId)!;
    const stranger = inboxOf(plot, 'visitor-1');
    const told = { ...row, id: 'n-stray', count: 1, version: 1, seenAt: 'then', readAt: 'then' };
    const { kind: _kind, subject: _subject, lastAt: _lastAt, ...step } = told;
    Object.assign(stranger, { version: 1, rows: [told], steps: [step] });
    stranger.causes.push({ eventId, notificationId: told.id });
  });

  finds('a frame tells a stranger', ['N3'], (plot) => {
    const frame = plot.pick(plot.all('frame').filter((one) => one.notifications));
    const stranger = plot.pick(['agent-1/tab-1', 'agent-1/tab-2']);
    plot.after(frame, { ...frame, client: stranger });
  });

  finds('a screen shows a stranger’s row', ['N3'], (plot) => {
    const step = plot.pick(plot.all('noticed').filter(({ rows }) => rows.length > 0));
    plot.after(step, { ...step, client: 'agent-1/tab-1' });
  });

  finds('somebody is told as what it is not', ['N3'], (plot) => {
    const { id } = plot.pick(theirs(plot).rows);
    plot.changeNotice(id, (row) => (row.kind = 'reopened'));
  });

  finds('an e-mail of a row goes to somebody else', ['N3'], (plot) => {
    inboxOf(plot, 'agent-1').deliveries.push(plot.pick(theirs(plot).deliveries));
  });
});

describe('counted', () => {
  finds('a badge of one device is off by one', ['N2'], (plot) => {
    const { counts } = plot.pick(plot.all('inbox'));
    counts[plot.pick(['unseen', 'unread'] as const)] += 1;
  });

  finds('the server counts one too few, and all devices with it', ['N2'], (plot) => {
    const name = plot.pick(['unseen', 'unread'] as const);
    for (const { counts } of [theirs(plot), ...devices(plot)]) {
      counts[name] += counts[name] > 0 ? -1 : 1;
    }
  });
});

describe('one inbox', () => {
  finds('one device lacks a row', ['N4'], (plot) => {
    const [device, row] = shownRow(plot);
    device.rows.splice(device.rows.indexOf(row), 1);
  });

  finds('one device shows a row as read that is not', ['N4'], (plot) => {
    const [, row] = shownRow(plot);
    row.readAt = row.readAt === null ? '1970-01-01T00:00:00.000Z' : null;
  });

  finds('one device has another order', ['N4'], (plot) => {
    const device = plot.pick(devices(plot));
    device.rows.reverse();
  });

  finds('one device keeps what was archived', ['N4'], (plot) => {
    const device = plot.pick(devices(plot));
    const [first] = device.rows;
    // Of no event, so that it counts none; only this device still has it.
    const gone = { ...first!, id: 'n-gone', count: 0, archivedAt: 'then', lastAt: '9999' };
    theirs(plot).rows.push(gone);
    device.rows.unshift(gone);
  });

  finds('a row goes back to an older state for a moment', ['N4'], (plot) => {
    const steps = plot.all('noticed').filter(({ rows }) => rows.length > 0);
    const step = plot.pick(steps);
    const [first, ...more] = step.rows;
    plot.after(step, { ...step, rows: [{ ...first!, version: first!.version - 1 }, ...more] });
  });

  finds('a number of the inbox was burned', ['N4'], (plot) => {
    theirs(plot).version += 1;
  });
});

describe('mark all', () => {
  const strokes = (plot: Plot) => plot.all('ok').filter(({ changed }) => (changed ?? 0) > 0);

  finds('a stroke reaches above its bound', ['N5'], (plot) => {
    plot.pick(strokes(plot)).upToVersion = 0;
  });

  finds('a stroke says that it changed more than it did', ['N5'], (plot) => {
    plot.pick(strokes(plot)).changed! += 1;
  });
});
