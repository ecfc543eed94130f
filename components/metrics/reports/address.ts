/**
 * A report as it stands in the address, so that it can be sent, bookmarked and gone back to. What cannot
 * be read falls back to the default and is named in `ignored`.
 */
import { localDateSchema } from '@/lib/contracts/business-hours';
import { timeZoneSchema } from '@/lib/contracts/notification-preferences';
import {
  reportGroupingSchema,
  reportQuerySchema,
  type ReportGrouping,
  type ReportQuery,
} from '@/lib/contracts/reports';
import { addDays, dayIn } from './days';
import { METRICS, type MetricId } from './metrics';

export const PRESETS = { today: 1, '7d': 7, '30d': 30, '90d': 90 } as const;
export type Preset = keyof typeof PRESETS;

export interface ReportAddress {
  range: Preset | 'custom';
  /** First and last day of a custom range. */
  from: string | null;
  to: string | null;
  by: ReportGrouping;
  time: ReportQuery['time'];
  siteId: string | null;
  memberId: string | null;
  labelId: string | null;
  /** What the chart shows. */
  metric: MetricId;
  /** What the heat map counts. */
  arrivals: 'started' | 'messages';
  /** Column of the table; null = as it comes. */
  sort: { column: MetricId; descending: boolean } | null;
  /** Null = that of the reader. */
  timeZone: string | null;
}

/** The ids that may be filtered by. */
export interface Known {
  sites: readonly { id: string }[];
  members: readonly { id: string }[];
  labels: readonly { id: string }[];
}

export const DEFAULTS: ReportAddress = {
  range: '7d',
  from: null,
  to: null,
  by: 'day',
  time: 'calendar',
  siteId: null,
  memberId: null,
  labelId: null,
  metric: 'started',
  arrivals: 'started',
  sort: null,
  timeZone: null,
};

const isPreset = (value: string): value is Preset => Object.hasOwn(PRESETS, value);
const isMetric = (value: string): value is MetricId => METRICS.some(({ id }) => id === value);
const isDay = (value: string | null): value is string => localDateSchema.safeParse(value).success;

export function readAddress(
  search: string,
  known: Known,
): { address: ReportAddress; ignored: string[] } {
  const given = new URLSearchParams(search);
  const ignored: string[] = [];
  /** The value when it is there and can be read. */
  const read = <Value>(name: string, parse: (text: string) => Value | null): Value | null => {
    const text = given.get(name);
    const value = text === null ? null : parse(text);
    if (text !== null && value === null) ignored.push(name);
    return value;
  };
  const of = (list: readonly { id: string }[]) => (id: string) =>
    list.some((each) => each.id === id) ? id : null;
  const [from, to] = [given.get('from'), given.get('to')];
  const custom = isDay(from) && isDay(to);
  if (!custom && (from !== null || to !== null)) ignored.push('dates');
  const address: ReportAddress = {
    range: custom
      ? 'custom'
      : (read('range', (text) => (isPreset(text) ? text : null)) ?? DEFAULTS.range),
    from: custom ? from : null,
    to: custom ? to : null,
    by: read('by', (text) => reportGroupingSchema.safeParse(text).data ?? null) ?? DEFAULTS.by,
    time: read('time', (text) => (text === 'business' ? text : null)) ?? DEFAULTS.time,
    siteId: read('site', of(known.sites)),
    memberId: read('agent', of(known.members)),
    labelId: read('label', of(known.labels)),
    metric: read('metric', (text) => (isMetric(text) ? text : null)) ?? DEFAULTS.metric,
    arrivals: read('arrivals', (text) => (text === 'messages' ? text : null)) ?? DEFAULTS.arrivals,
    sort: read('sort', (text) => {
      const column = text.replace(/^-/, '');
      return isMetric(column) ? { column, descending: text !== column } : null;
    }),
    timeZone: read('zone', (text) => timeZoneSchema.safeParse(text).data ?? null),
  };
  return { address, ignored };
}

/** Defaults are left out. */
export function writeAddress(address: ReportAddress): string {
  const search = new URLSearchParams();
  const put = (name: string, value: string | null, usual: string | null = null) => {
    if (value !== null && value !== usual) search.set(name, value);
  };
  if (address.range === 'custom') {
    put('from', address.from);
    put('to', address.to);
  } else put('range', address.range, DEFAULTS.range);
  put('by', address.by, DEFAULTS.by);
  put('time', address.time, DEFAULTS.time);
  put('site', address.siteId);
  put('agent', address.memberId);
  put('label', address.labelId);
  put('metric', address.metric, DEFAULTS.metric);
  put('arrivals', address.arrivals, DEFAULTS.arrivals);
  if (address.sort) put('sort', `${address.sort.descending ? '-' : ''}${address.sort.column}`);
  put('zone', address.timeZone);
  const words = search.toString();
  return words === '' ? '' : `?${words}`;
}

export interface Period {
  from: string;
  to: string;
  timeZone: string;
}

/** `now` in ms. */
export function periodOf(address: ReportAddress, now: number, readerZone: string): Period {
  const timeZone = address.timeZone ?? readerZone;
  if (address.range === 'custom') return { from: address.from!, to: address.to!, timeZone };
  const to = dayIn(timeZone, now);
  return { from: addDays(to, 1 - PRESETS[address.range]), to, timeZone };
}

/** The same days and zone whenever and wherever it is opened. */
export const pinned = (address: ReportAddress, period: Period): ReportAddress => ({
  ...address,
  ...period,
  range: 'custom',
});

/** What is wrong with the days, in words; null = nothing. */
export function problemOf(period: Period): string | null {
  const result = reportQuerySchema.safeParse(period);
  return result.success ? null : (result.error.issues[0]?.message ?? null);
}

/** What the API is asked, as a path. `arrivals` knows no agent, `facts` neither grouping nor hours. */
export function reportPath(
  what: 'report' | 'arrivals' | 'export' | 'facts',
  { siteId, memberId, labelId, by, time }: ReportAddress,
  period: Period,
): string {
  const search = new URLSearchParams({ ...period });
  if (siteId !== null) search.set('siteId', siteId);
  if (memberId !== null && what !== 'arrivals') search.set('memberId', memberId);
  if (labelId !== null) search.set('labelId', labelId);
  if (what === 'report' || what === 'export') {
    search.set('by', by);
    search.set('time', time);
  }
  return `/api/v1/reports${what === 'report' ? '' : `/${what}`}?${search.toString()}`;
}
