/**
 * Reports over the past, for owners and admins. Days are those of the zone that is asked for. Durations
 * are milliseconds; null = nothing to report, never 0. Definitions: docs/metrics.md.
 */
import { z } from 'zod';
import { localDateSchema } from './business-hours';
import { idSchema } from './conversations';
import { LIMITS } from './limits';
import { durationStatisticSchema } from './metrics';
import { timeZoneSchema } from './notification-preferences';

export const reportGroupingSchema = z.enum(['day', 'hour', 'agent', 'site', 'label']);
export type ReportGrouping = z.infer<typeof reportGroupingSchema>;

const DAY_MS = 86_400_000;
const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** Before it no clock was measured. */
const FIRST_DAY = '1970-01-01';
const reportDaySchema = localDateSchema.refine((day) => day >= FIRST_DAY, {
  message: `No day before ${FIRST_DAY}.`,
});

const scope = {
  /** First and last day, both included. */
  from: reportDaySchema,
  to: reportDaySchema,
  timeZone: timeZoneSchema.default('UTC'),
  siteId: idSchema.optional(),
  memberId: idSchema.optional(),
  labelId: idSchema.optional(),
};
const inOrder = { message: 'The last day must not be before the first.', path: ['to'] };
const bounded = {
  message: `A report reaches over ${LIMITS.reportDays} days at most.`,
  path: ['to'],
};

export const reportFields = z.object({
  ...scope,
  by: reportGroupingSchema.default('day'),
  /** Which durations: by the clock, or of the time in which the site is staffed. */
  time: z.enum(['calendar', 'business']).default('calendar'),
});
export const reportQuerySchema = reportFields
  .refine(({ from, to }) => days(from, to) >= 1, inOrder)
  .refine(({ from, to }) => days(from, to) <= LIMITS.reportDays, bounded);
export type ReportQuery = z.output<typeof reportQuerySchema>;

export const arrivalsFields = z.object(scope).omit({ memberId: true });
export const arrivalsQuerySchema = arrivalsFields
  .refine(({ from, to }) => days(from, to) >= 1, inOrder)
  .refine(({ from, to }) => days(from, to) <= LIMITS.reportDays, bounded);
export type ArrivalsQuery = z.output<typeof arrivalsQuerySchema>;

/** Any span of days: it is read page by page. */
export const factExportFields = z.object(scope);
export const factExportQuerySchema = factExportFields.refine(
  ({ from, to }) => days(from, to) >= 1,
  inOrder,
);
export type FactExportQuery = z.output<typeof factExportQuerySchema>;

const count = z.number().int().nonnegative();

export const reportFiguresSchema = z.object({
  started: count,
  messagesIn: count,
  messagesOut: count,
  resolved: count,
  reopened: count,
  /** Reopened ÷ resolved. */
  reopenRate: z.number().nullable(),
  firstResponse: durationStatisticSchema,
  reply: durationStatisticSchema,
  firstResolution: durationStatisticSchema,
  fullResolution: durationStatisticSchema,
  /** Share of 4 and 5 among `n` answers. */
  csat: z.object({ n: count, share: z.number().nullable() }),
});
export type ReportFigures = z.infer<typeof reportFiguresSchema>;

export const reportRowSchema = z.object({
  /** Begin of the day or hour (ISO 8601), else the id of the agent, site or label. */
  key: z.string(),
  /** Null for days and hours, and for what is gone. */
  name: z.string().nullable(),
  figures: reportFiguresSchema,
});
export type ReportRow = z.infer<typeof reportRowSchema>;

const periodSchema = z.object({
  /** First instant, and the first one after the end. */
  from: z.string(),
  until: z.string(),
  total: reportFiguresSchema,
});

export const reportSchema = z.object({
  query: reportFields,
  ...periodSchema.shape,
  /** Every day or hour of the range in order; of agents, sites and labels those with something to report. */
  rows: z.array(reportRowSchema),
  /** As many days right before; as much of them when `until` is still to come. */
  previous: periodSchema,
});
export type Report = z.infer<typeof reportSchema>;

export const arrivalsSchema = z.object({
  /** Conversations started and messages received, [weekday 0 = Monday][hour 0–23] in the zone. */
  started: z.array(z.array(count)),
  messagesIn: z.array(z.array(count)),
});
export type Arrivals = z.infer<typeof arrivalsSchema>;
