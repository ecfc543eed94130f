import { describe, expect, it } from 'vitest';
import { businessHoursSchema, type BusinessHours } from '@/lib/contracts/business-hours';
import { openingAt } from '@/lib/domain/metrics/business-clock';
import {
  copyToWeekdays,
  fromDraft,
  isOvernight,
  nextSpan,
  officeWeek,
  problemsOf,
  toDraft,
  type ScheduleDraft,
  type Span,
} from './draft';
import { openingWords } from './opening-words';

const hours: BusinessHours = {
  timeZone: 'Europe/Berlin',
  ranges: [
    { weekday: 1, fromMinute: 540, untilMinute: 720 },
    { weekday: 1, fromMinute: 780, untilMinute: 1_440 },
    { weekday: 6, fromMinute: 1_320, untilMinute: 360 },
  ],
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
};
/** Monday has these. */
const monday = (...spans: Span[]): ScheduleDraft => {
  const draft = toDraft(hours);
  return { ...draft, days: draft.days.with(0, { weekday: 1, spans }) };
};
const nine: Span = { from: '09:00', until: '12:00' };

describe('the draft of a schedule', () => {
  it('comes back as it went in, midnight and nights included', () => {
    expect(fromDraft(toDraft(hours))).toEqual(hours);
    expect(fromDraft(toDraft(null))).toBe(null);
  });

  it('takes a whole day from midnight to midnight', () => {
    const draft = monday({ from: '00:00', until: '00:00' });
    expect(problemsOf(draft)).toBe(null);
    expect(fromDraft(draft)!.ranges[0]).toEqual({ weekday: 1, fromMinute: 0, untilMinute: 1_440 });
    expect(businessHoursSchema.safeParse(fromDraft(draft)).success).toBe(true);
  });

  it('says at the span what is wrong with it', () => {
    const spans = (draft: ScheduleDraft) => problemsOf(draft)?.spans;
    expect(spans(monday({ from: '09:00', until: '' }))).toEqual({ '1.0': 'Enter both times.' });
    expect(spans(monday({ from: '09:00', until: '09:00' }))).toEqual({
      '1.0': 'It ends when it begins.',
    });
    expect(spans(monday(nine, { from: '11:59', until: '13:00' }))).toEqual({
      '1.1': 'It overlaps 09:00 – 12:00.',
    });
    expect(problemsOf(monday(nine, { from: '12:00', until: '13:00' }))).toBe(null);
    const none = { ...toDraft(null), limited: true };
    expect(problemsOf(none)?.week).toMatch(/at least one day/);
  });

  it('adds a day off that was typed and not added, and refuses it twice', () => {
    const typed = { ...toDraft(hours), pending: { date: '2026-12-24', name: ' Eve ' } };
    expect(fromDraft(typed)!.holidays.map(({ name }) => name)).toEqual(['Eve', 'Christmas']);
    const twice = { ...toDraft(hours), pending: { date: '2026-12-25', name: '' } };
    expect(problemsOf(twice)?.holiday).toMatch(/already/);
  });

  it('copies one day to Monday to Friday and leaves the weekend', () => {
    const copied = copyToWeekdays(monday(nine), 1);
    expect(copied.days.slice(0, 5).map(({ spans }) => spans)).toEqual(Array(5).fill([nine]));
    expect(copied.days[5]!.spans).toEqual(toDraft(hours).days[5]!.spans);
  });

  it('suggests an afternoon after a morning, and nothing after midnight', () => {
    expect(nextSpan([nine])).toEqual({ from: '13:00', until: '17:00' });
    expect(nextSpan([{ from: '18:00', until: '00:00' }])).toEqual({ from: '', until: '' });
    expect(isOvernight({ from: '22:00', until: '06:00' })).toBe(true);
    expect(isOvernight({ from: '22:00', until: '00:00' })).toBe(false);
  });
});

describe('the preview', () => {
  const office = fromDraft({ ...toDraft(hours), days: officeWeek() })!;
  const state = (iso: string, from = office) => {
    const now = Date.parse(iso);
    return openingWords(openingAt(from, now), now, from.timeZone, 'en-GB');
  };

  it('says until when, on the clock of the zone', () => {
    expect(state('2026-11-23T10:00:00Z')).toEqual({
      state: 'Open now, closes at 17:00.',
      clock: 'It is Monday, 11:00, in Europe/Berlin.',
    });
    expect(state('2026-11-23T07:00:00Z').state).toBe('Closed now, opens at 09:00.');
    expect(state('2026-11-23T16:00:00Z').state).toBe('Closed now, opens tomorrow at 09:00.');
    expect(state('2026-11-20T18:00:00Z').state).toBe('Closed now, opens Monday at 09:00.');
  });

  it('passes over days off', () => {
    // Thursday evening before Christmas; the Friday is off.
    expect(state('2026-12-24T18:00:00Z').state).toBe('Closed now, opens Monday at 09:00.');
  });

  it('takes what goes on over midnight for one stretch', () => {
    const always = officeWeek().map(({ weekday }) => ({
      weekday,
      spans: [{ from: '00:00', until: '00:00' }],
    }));
    const draft = { ...toDraft(hours), days: always, holidays: [] };
    expect(state('2026-11-23T10:00:00Z', fromDraft(draft)!).state).toBe('Open around the clock.');
    const night = { ...hours, ranges: [{ weekday: 1, fromMinute: 1_320, untilMinute: 360 }] };
    expect(state('2026-11-23T23:30:00Z', night).state).toBe('Open now, closes at 06:00.');
    expect(state('2026-11-23T21:30:00Z', night).state).toBe('Open now, closes tomorrow at 06:00.');
  });

  it('says so when nothing opens for weeks', () => {
    expect(state('2026-11-23T10:00:00Z', { ...hours, ranges: [] }).state).toMatch(/next weeks/);
  });
});
