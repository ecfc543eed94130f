/** A checker that finds nothing proves nothing: what is planted must be found, by the invariant meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, EntryOf, Row } from '../history';
import type { InvariantId } from './bars';
import { check, describeViolations } from './check';
import { correctHistory, stepsArbitrary } from './correct-history';
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

const MIB = 1_048_576;
const swapped = (rows: readonly Row[], place: number): Row[] => {
  const copy = [...rows];
  [copy[place], copy[place + 1]] = [copy[place + 1]!, copy[place]!];
  return copy;
};

describe('lost', () => {
  finds('the last acknowledged message is never shown to one client', ['I1'], (plot) => {
    const view = plot.pick(plot.views());
    plot.hide(view, view.rows.at(-1)!);
  });

  finds('an acknowledged message is left out in the middle', ['I1', 'I3'], (plot) => {
    const inside = ({ rows }: { rows: Row[] }) =>
      rows.slice(1, -1).filter(({ id }) => plot.acknowledged.has(id));
    const view = plot.pick(plot.views().filter((one) => inside(one).length > 0));
    plot.hide(view, plot.pick(inside(view)));
  });

  finds('an event that nobody was told of is left out', ['I3'], (plot) => {
    const view = plot.pick(
      plot.views('staff').filter(({ rows }) => rows.slice(1).some(isAssignment)),
    );
    plot.hide(view, plot.pick(view.rows.slice(1).filter(isAssignment)));
  });

  finds('an unsent message vanishes', ['I1'], (plot) => {
    const view = plot.pick(plot.views());
    const before = plot.show(view, 'append', []);
    before.pending = ['never-sent'];
    plot.show(view, 'append', []).pending = [];
    view.rows = plot.steps(view).reduce<Row[]>(replay, []);
  });

  finds('an effect never happens', ['I1'], (plot) => {
    plot.pick(plot.all('effect')).times = 0;
  });
});

const isAssignment = ({ type }: Row): boolean => type === 'conversation:assigned';
const replay = (rows: Row[], { change, rows: added }: EntryOf<'shown'>): Row[] => {
  if (change === 'append' || change === 'pending') return [...rows, ...added];
  return change === 'prepend' ? [...added, ...rows] : added;
};

describe('doubled', () => {
  finds('a row is shown twice in the end', ['I2'], (plot) => {
    const view = plot.pick(plot.views());
    plot.show(view, 'append', [plot.pick(view.rows)]);
  });

  finds('a row is shown twice for a moment', ['I2'], (plot) => {
    const view = plot.pick(plot.views());
    const { rows } = view;
    plot.show(view, 'append', [plot.pick(rows)]);
    plot.show(view, 'replaced', rows);
  });

  finds('a message is shown as unsent beside its event', ['I2'], (plot) => {
    const view = plot.pick(plot.views().filter(({ rows }) => rows.some((row) => row.clientId)));
    const { clientId } = plot.pick(view.rows.filter((row) => row.clientId !== undefined));
    const { rows } = view;
    plot.show(view, 'append', []).pending = [clientId!];
    plot.show(view, 'append', []).pending = [];
    view.rows = rows;
  });

  finds('two events of one send are shown', ['I2', 'I10'], (plot) => {
    storeTwice(plot, true);
  });

  finds('a send of unknown outcome is stored twice', ['I10'], (plot) => {
    storeTwice(plot, false);
  });

  finds('a dead consumer’s effect happens again', ['I2'], (plot) => {
    plot.pick(plot.all('effect')).times = 2;
  });
});

/** The same client id a second time at the end of the log, shown to everybody who may see it. */
function storeTwice(plot: Plot, withClientId: boolean): void {
  // By somebody who is there to see it in the end.
  const present = new Set(plot.views().map(({ client }) => plot.person(client).personId));
  const sends = plot.all('ok').filter(({ eventId }) => eventId !== undefined);
  const sent = plot.pick(sends.filter(({ client }) => present.has(plot.person(client).personId)));
  const truth = plot.truth(sent.conversationId!);
  const row = truth.rows.find(({ id }) => id === sent.eventId)!;
  truth.lastSeq += 1;
  const publicSeq = row.publicSeq === null ? null : (truth.lastPublicSeq += 1);
  // Of nobody's concern, so that nobody misses being told of it.
  const { mentions: _mentions, actorKind: _actorKind, happenedAt: _at, ...same } = row;
  truth.rows.push({ ...same, id: 'again', seq: truth.lastSeq, publicSeq });
  for (const view of plot.views().filter((one) => one.conversationId === truth.conversationId)) {
    const { audience, personId } = plot.person(view.client);
    if (audience === 'public' && publicSeq === null) continue;
    const { clientId, ...seen } = same;
    const seq = audience === 'staff' ? truth.lastSeq : publicSeq!;
    const own = withClientId && personId === row.actorId && { clientId };
    const { publicSeq: _hidden, ...shown } = { ...seen, ...own, id: 'again', seq };
    plot.show(view, 'append', [shown]);
  }
}

describe('out of order', () => {
  finds('two messages are swapped in the end', ['I3'], (plot) => {
    const view = plot.pick(plot.views().filter(({ rows }) => rows.length > 1));
    plot.show(view, 'replaced', swapped(view.rows, plot.pick([...view.rows.keys()].slice(1)) - 1));
  });

  finds('two messages are swapped for a moment', ['I3'], (plot) => {
    const view = plot.pick(plot.views());
    const [first, second, ...more] = [...view.rows];
    plot.show(view, 'replaced', [second!, first!, ...more]);
    plot.show(view, 'replaced', [first!, second!, ...more]);
  });

  finds('a later message comes first, and the view heals', ['I3'], (plot) => {
    const view = plot.pick(plot.views());
    const { rows } = view;
    plot.show(view, 'replaced', rows.slice(0, -2));
    plot.show(view, 'append', [rows.at(-1)!]);
    plot.show(view, 'append', [rows.at(-2)!]);
    plot.show(view, 'replaced', rows);
  });

  finds('two clients disagree on which message has which number', ['I3'], (plot) => {
    const view = plot.pick(plot.views());
    const rows = swapped(view.rows, view.rows.length - 2);
    const [a, b] = [rows.length - 2, rows.length - 1];
    [rows[a], rows[b]] = [
      { ...rows[a]!, seq: rows[b]!.seq },
      { ...rows[b]!, seq: rows[a]!.seq },
    ];
    plot.show(view, 'replaced', rows);
  });

  finds('a view begins anew without being told', ['I3'], (plot) => {
    const view = plot.pick(plot.views());
    plot.show(view, 'reset', view.rows);
  });

  finds('a shown row disappears for a moment', ['I3'], (plot) => {
    const view = plot.pick(plot.views());
    const { rows } = view;
    plot.show(view, 'replaced', rows.slice(0, -1));
    plot.show(view, 'append', rows.slice(-1));
    view.rows = rows;
  });
});

const isStart = (plot: Plot, op: number): boolean =>
  plot.all('invoke').some((invoke) => invoke.op === op && invoke.call === 'start');

describe('numbers', () => {
  finds('the sequence has a hole', ['I10'], (plot) => {
    const truth = plot.pick(plot.all('truth').filter(({ rows }) => rows.length > 2));
    const hole = plot.pick([...truth.rows.keys()]) + 1;
    const { conversationId } = truth;
    const move = <R extends { seq?: number }>(row: R) => {
      if ((row.seq ?? 0) >= hole) row.seq! += 1;
    };
    truth.rows.forEach(move);
    truth.lastSeq += 1;
    for (const entry of plot.entries) {
      if (!('client' in entry) || !('conversationId' in entry)) continue;
      if (entry.conversationId !== conversationId || entry.client === undefined) continue;
      if (plot.person(entry.client).audience !== 'staff') continue;
      if (entry.entry === 'shown' || entry.entry === 'view') entry.rows.forEach(move);
      const isSend = entry.entry === 'ok' && entry.eventId !== undefined;
      if (isSend || entry.entry === 'answer') move(entry);
    }
  });

  finds('a number was burned', ['I10'], (plot) => {
    plot.pick(plot.all('truth')).lastSeq += 1;
  });

  finds('a number of the visitor’s was burned', ['I10'], (plot) => {
    plot.pick(plot.all('truth')).lastPublicSeq += 1;
  });

  finds('a retry is answered with another number', ['I9', 'I10'], (plot) => {
    const { client, clientId } = plot.pick(plot.all('answer'));
    const same = plot.all('answer').filter((one) => one.clientId === clientId);
    same.find((one) => one.client === client)!.seq += 1;
  });

  finds('what was refused is stored', ['I10'], (plot) => {
    const stored = plot.all('ok').filter(({ op, eventId }) => eventId && !isStart(plot, op));
    const { at, op, client, eventId } = plot.pick(stored);
    for (const entry of [...plot.entries]) {
      const told = entry.entry === 'ok' || entry.entry === 'answer';
      if (!told || entry.eventId !== eventId) continue;
      if (entry.entry === 'ok')
        plot.before(entry, { entry: 'fail', at, op, client, code: 'stale' });
      plot.remove(entry);
    }
  });

  finds('a message stays unsent for ever', ['I10'], (plot) => {
    const view = plot.pick(plot.views());
    const { rows } = view;
    plot.show(view, 'append', []).pending = ['waiting'];
    view.rows = rows;
    view.pending = ['waiting'];
  });
});

describe('not durable', () => {
  finds('an acknowledged message is not stored', ['I9'], (plot) => {
    const truth = plot.pick(plot.all('truth').filter(({ rows }) => rows.length > 2));
    plot.untell(truth.rows.pop()!.id);
    truth.lastSeq -= 1;
    truth.lastPublicSeq -= 1;
  });

  finds('it is stored under another number than told', ['I9'], (plot) => {
    const { eventId } = plot.pick(plot.all('ok').filter((ok) => ok.eventId !== undefined));
    for (const entry of plot.entries) {
      const told = entry.entry === 'ok' || entry.entry === 'answer';
      if (told && entry.eventId === eventId) entry.seq! += 1;
    }
  });

  finds('a message is shown that is nowhere stored', ['I9'], (plot) => {
    const view = plot.pick(plot.views());
    const last = view.rows.at(-1)!;
    const { clientId: _own, ...row } = last;
    plot.show(view, 'append', [{ ...row, id: 'phantom', seq: last.seq + 1 }]);
  });
});

describe('read state', () => {
  const seen = (plot: Plot) =>
    plot.pick(plot.all('receipt').filter((one) => one.source === 'state' && one.readSeq > 0));

  finds('a read cursor goes back on a screen', ['I4'], (plot) => {
    const receipt = seen(plot);
    plot.after(receipt, { ...receipt, readSeq: receipt.readSeq - 1 });
  });

  finds('a delivered cursor goes back in the database', ['I4'], (plot) => {
    const receipt: EntryOf<'receipt'> = { ...seen(plot), client: 'sql', source: 'database' };
    const back = { ...receipt, deliveredSeq: receipt.deliveredSeq - 1 };
    plot.before(plot.all('view')[0]!, receipt, back);
  });

  finds('somebody has read what nobody has written', ['I4'], (plot) => {
    plot.pick(plot.all('receipt').filter((one) => one.source === 'frame')).readSeq = 10_000;
  });

  finds('an acknowledged read is not stored', ['I4'], (plot) => {
    const read = plot.pick(
      plot.all('ok').filter(({ seq, eventId }) => seq !== undefined && eventId === undefined),
    );
    const { personId } = plot.person(read.client);
    const truth = plot.truth(read.conversationId!);
    truth.receipts = truth.receipts.filter((receipt) => receipt.personId !== personId);
  });

  finds('two devices end with different read cursors', ['I4'], (plot) => {
    const view = plot.pick(plot.views().filter(({ receipts }) => receipts.length > 0));
    plot.pick(view.receipts).readSeq += 1;
  });
});

describe('presence', () => {
  finds('somebody who left is shown as there for too long', ['I5'], (plot) => {
    const watcher = plot.pick(plot.views('staff')).client;
    const gone = plot
      .all('presence')
      .findLast((one) => one.client === watcher && one.personId === 'agent-2' && !one.connected)!;
    plot.remove(gone);
  });

  finds('somebody who is there flips', ['I5'], (plot) => {
    // In the last calm of the day, when everybody has been there for minutes.
    const watcher = plot.pick(plot.views('staff')).client;
    const { at } = plot.all('phase').at(-1)!;
    const flip = { entry: 'presence', at, client: watcher, personId: 'visitor-1' } as const;
    plot.before(plot.all('view')[0]!, { ...flip, connected: false }, { ...flip, connected: true });
  });

  finds('an error of Redis takes everybody offline', ['I5'], (plot) => {
    const start = plot.all('phase').at(-1)!;
    const { at } = start;
    const about = {
      entry: 'fault',
      fault: 9_999,
      name: 'F6',
      on: 'redis',
      target: 'redis',
    } as const;
    const flip = { entry: 'presence', at, client: 'agent-1/tab-1', connected: false } as const;
    plot.before(
      start,
      { ...about, at: at - 1, phase: 'inject' },
      { ...flip, personId: 'visitor-1' },
      { ...flip, personId: 'visitor-2' },
      { ...about, at, phase: 'heal' },
    );
  });

  finds('somebody who came back is never shown', ['I5'], (plot) => {
    const watcher = plot.pick(plot.views('staff')).client;
    for (const belief of plot.all('presence')) {
      if (belief.client === watcher && belief.personId === 'visitor-1') plot.remove(belief);
    }
    const arrived = plot
      .all('connection')
      .find(({ client, state }) => client === watcher && state === 'online')!;
    plot.after(arrived, {
      entry: 'presence',
      at: arrived.at,
      client: watcher,
      personId: 'visitor-1',
      connected: false,
    });
  });
});

describe('counters and bounds', () => {
  finds('a counter is not what SQL counts', ['I6'], (plot) => {
    plot.pick(plot.all('counter')).observed += 1;
  });

  finds('a fact is missing, or counted twice', ['M1'], (plot) => {
    const said = plot.pick(['fact missing: e-1 reply', 'quarter too much: all 0 reply 2']);
    plot.pick(plot.all('metrics')).differences.push(said);
  });

  finds('the stream is above its bound', ['I7'], (plot) => {
    plot.all('resource').find(({ name }) => name === 'stream_length')!.value = 2 * MIB;
  });

  finds('what was taken from the stream is never acknowledged', ['I7'], (plot) => {
    plot.all('resource').find(({ name }) => name === 'stream_pending')!.value = 1;
  });

  finds('the outbox does not drain', ['I7'], (plot) => {
    plot.all('resource').find(({ name }) => name === 'outbox_rows')!.value = 3;
  });

  finds('memory stays up after the faults', ['I7'], (plot) => {
    plot.all('resource').findLast(({ name }) => name === 'rss')!.value = 400 * MIB;
  });
});

describe('unauthorised', () => {
  const frameTo = (plot: Plot, audience: 'staff' | 'public') =>
    plot.pick(
      plot
        .all('frame')
        .filter((frame) => frame.event === 'conversation:event')
        .filter((frame) => plot.person(frame.client).audience === audience),
    );

  finds('a note reaches the visitor', ['I8'], (plot) => {
    frameTo(plot, 'public').note = true;
  });

  finds('a visitor’s frame is of somebody else’s conversation', ['I8'], (plot) => {
    const frame = frameTo(plot, 'public');
    const { personId } = plot.person(frame.client);
    const foreign = plot.all('truth').filter(({ contactId }) => contactId !== personId);
    plot.after(frame, { ...frame, ...headsOf(plot.pick(foreign).conversationId, 1) });
  });

  finds('an agent’s frame is of another workspace', ['I8'], (plot) => {
    const frame = frameTo(plot, 'staff');
    plot.after(frame, { ...frame, ...headsOf('c-elsewhere', 1) });
  });

  finds('a staff event reaches the visitor', ['I8'], (plot) => {
    const frame = frameTo(plot, 'public');
    const hidden = plot.truth(frame.conversationIds[0]!).rows.filter((r) => r.publicSeq === null);
    // Only the first conversation is sure to have one.
    if (hidden.length === 0) frame.event = 'viewing:changed';
    else frame.id = plot.pick(hidden).id;
  });

  finds('a visitor is sent the staff’s numbers', ['I8'], (plot) => {
    const frame = frameTo(plot, 'public');
    const { lastPublicSeq } = plot.truth(frame.conversationIds[0]!);
    plot.after(frame, { ...frame, ...headsOf(frame.conversationIds[0]!, lastPublicSeq + 1) });
  });

  finds('a visitor is told of staff typing', ['I8'], (plot) => {
    const frame = frameTo(plot, 'public');
    frame.event = 'typing:changed';
    frame.typing = 'staff';
  });

  finds('something is delivered after the session was revoked', ['I8'], (plot) => {
    const revoked = plot.all('access')[0]!;
    const { client } = plot.all('person').find((one) => one.personId === revoked.personId)!;
    const frame = frameTo(plot, 'staff');
    plot.before(plot.all('view')[0]!, { ...frame, client, at: revoked.at + 2_500 });
  });

  finds('a visitor’s screen shows what is for staff', ['I8'], (plot) => {
    const view = plot.pick(plot.views('public').filter((one) => hiddenRows(plot, one).length > 0));
    const { publicSeq: _none, clientId: _own, ...row } = plot.pick(hiddenRows(plot, view));
    plot.show(view, 'append', [row]);
  });

  const hiddenRows = (plot: Plot, { conversationId }: { conversationId: string }) =>
    plot.truth(conversationId).rows.filter(({ publicSeq }) => publicSeq === null);

  const headsOf = (conversationId: string, head: number) => ({
    event: 'conversation:heads',
    conversationIds: [conversationId],
    heads: { [conversationId]: head },
    id: undefined,
    seq: undefined,
    note: false,
  });
});

describe('open where it must be closed', () => {
  finds('a join is allowed while Redis is gone', ['I12'], (plot) => {
    plot.pick(plot.all('attempt')).outcome = 'allowed';
  });

  finds('a revoked session connects again', ['I12'], (plot) => {
    const { personId, at } = plot.all('access')[0]!;
    const { client } = plot.all('person').find((one) => one.personId === personId)!;
    const again = { entry: 'connection', client, at: at + 5_000 } as const;
    plot.before(
      plot.all('view')[0]!,
      { ...again, state: 'online' },
      { ...again, at: at + 5_001, state: 'offline', cause: 'refused' },
    );
  });
});

describe('too slow', () => {
  finds('a view catches up long after the heal', ['I13'], (plot) => {
    const view = plot.pick(plot.views());
    const step = plot.steps(view).findLast(({ rows }) => rows.length > 0)!;
    step.at += 15_000;
  });

  finds('a send is settled long after the heal', ['I13'], (plot) => {
    const ok = plot.all('ok').at(-1)!;
    ok.at += 40_000;
  });

  finds('a send fails for a reason that passes', ['I13'], (plot) => {
    plot.pick(plot.all('fail')).code = 'draining';
  });

  finds('sends stay slow after the heal', ['I13'], (plot) => {
    const end = plot.all('phase').at(-1)!;
    const slow = { entry: 'latency', client: 'agent-1/tab-1', at: end.at, what: 'send' } as const;
    const samples = Array.from({ length: 6 }, () => ({ ...slow, ms: 900, bystander: false }));
    plot.before(end, ...samples);
  });

  finds('a drained node takes its time', ['I13'], (plot) => {
    const drain = plot.all('fault').find(({ name, phase }) => name === 'F2' && phase === 'heal')!;
    drain.at += 30_000;
  });

  finds('a drained node tells nobody to move', ['I13'], (plot) => {
    for (const frame of plot.all('frame')) {
      if (frame.event === 'server:draining') plot.remove(frame);
    }
  });

  finds('bystanders wait twice as long and more', ['I14'], (plot) => {
    const what = plot.pick(['send', 'delivery'] as const);
    for (const sample of plot.all('latency')) {
      if (sample.bystander && sample.what === what) sample.ms += 1_400;
    }
  });
});

describe('a careless recorder', () => {
  finds('an operation has no outcome', ['H'], (plot) => {
    plot.remove(plot.pick(plot.all('ok')));
  });

  finds('an operation has two outcomes', ['H'], (plot) => {
    const ok = plot.pick(plot.all('ok'));
    plot.after(ok, { entry: 'unknown', at: ok.at, op: ok.op, client: ok.client, reason: 'late' });
  });

  finds('a final view is missing', ['H'], (plot) => {
    plot.remove(plot.pick(plot.all('view')));
  });

  finds('a fault never heals', ['H'], (plot) => {
    const { at } = plot.all('phase').at(-1)!;
    const about = { fault: 9_999, name: 'F4', on: 'redis', target: 'redis' } as const;
    plot.before(plot.all('view')[0]!, { entry: 'fault', at, phase: 'inject', ...about });
  });

  /** Without these there is nothing to judge by, and silence must not pass for success. */
  const SOURCES: [InvariantId, Entry['entry'][]][] = [
    ['I4', ['receipt', 'ok', 'view']],
    ['I5', ['presence']],
    ['I6', ['counter']],
    ['I7', ['resource']],
    ['I8', ['frame']],
    ['I12', ['attempt', 'access', 'connection']],
    ['I13', ['fault', 'shown']],
    ['I14', ['latency']],
    ['M1', ['metrics']],
  ];
  it.each(SOURCES)('%s is vacuous without %j', (invariant, names) => {
    const history = correctHistory([]).filter(({ entry }) => !names.includes(entry));
    const vacuous = check(history, BARS).filter(({ message }) => message.startsWith('vacuous'));
    expect(vacuous.map((violation) => violation.invariant)).toContain(invariant);
  });
});

const BEGINS = new Set(['opened', 'reset']);

describe('any row of any view', () => {
  /** Drops, doubles or swaps one row in one list of rows, wherever it is. */
  it.each(['drop', 'double', 'swap'])(
    '%s: never passes',
    (mutation) => {
      fc.assert(
        fc.property(stepsArbitrary, fc.nat(1_000_000), (steps, choice) => {
          const plot = new Plot(correctHistory(steps), choice);
          // What was shown before a view began anew may have come too late for it: nobody can tell.
          const views = plot.views();
          const shown = views.flatMap((view) => {
            const all = plot.steps(view);
            return all.slice(all.findLastIndex(({ change }) => BEGINS.has(change)));
          });
          const lists = [...shown, ...views, ...plot.all('truth')];
          const least = mutation === 'swap' ? 2 : 1;
          const list = plot.pick(lists.filter(({ rows }) => rows.length >= least && isOurs(rows)));
          const rows = list.rows as Row[];
          const place = plot.pick([...rows.keys()].slice(0, rows.length - least + 1));
          if (mutation === 'drop') rows.splice(place, 1);
          else if (mutation === 'double') rows.splice(place, 0, structuredClone(rows[place]!));
          else if (list.entry !== 'truth') list.rows = swapped(rows, place);
          else [rows[place]!.seq, rows[place + 1]!.seq] = [rows[place + 1]!.seq, rows[place]!.seq];
          expect(check(plot.entries, BARS)).not.toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
    60_000,
  );

  /** Of another installation's conversation nobody was told anything: nothing can be missed there. */
  const isOurs = (rows: readonly Row[]): boolean => rows.every(({ id }) => id !== 'e-elsewhere');
});
