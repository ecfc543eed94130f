/**
 * The live dashboard on the wire (docs/decisions/017-metrics.md). A watcher names a filter and gets one
 * whole snapshot about once a second; watchers of the same filter get the same one. Durations are in
 * milliseconds, times ISO 8601 by the clock of Postgres. Null = nothing to report, never 0.
 *
 * Each part carries its own `at`: until then it is known to be true, so that a part which cannot be
 * computed turns stale alone.
 */
import { z } from 'zod';
import { idSchema } from './conversations';
import { timeZoneSchema } from './notification-preferences';
import { availabilitySchema } from './people';

/** `today` begins at midnight in the filter's zone; the others reach back from now. */
export const metricsRangeSchema = z.enum(['hour', 'today', 'day', 'week']);
export type MetricsRange = z.infer<typeof metricsRangeSchema>;

export const metricsFilterSchema = z.object({
  siteId: idSchema.nullable().default(null),
  /** Conversations assigned to this member, and what he did. */
  memberId: idSchema.nullable().default(null),
  range: metricsRangeSchema.default('today'),
  timeZone: timeZoneSchema.default('UTC'),
});
export type MetricsFilter = z.infer<typeof metricsFilterSchema>;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** Exact, not estimated; `median` and `p90` are null when `n` is 0. */
export const durationStatisticSchema = z.object({
  n: count,
  median: z.number().nullable(),
  p90: z.number().nullable(),
});
export type DurationStatistic = z.infer<typeof durationStatisticSchema>;

export const metricsNowSchema = z.object({
  at: z.string(),
  open: count,
  /** Null under a member: an agent has none. */
  unassigned: count.nullable(),
  /** Conversations whose last public message is the visitor's, snoozed ones too. */
  waiting: count,
  /** When the oldest message that nobody has answered was sent. */
  oldestWaitingAt: z.string().nullable(),
  /** SLA risk: of those waiting, the ones beyond `TIMES.waitTargetMs`. */
  overTarget: count,
  /** Null = it is not known. */
  visitorsOnline: count.nullable(),
});

/** Sixty minutes by the clock up to the running one, oldest first. */
export const metricsHourSchema = z.object({
  at: z.string(),
  /** Begin of the first minute. */
  from: z.string(),
  messagesIn: z.array(count),
  messagesOut: z.array(count),
  /** Null under a member: no agent has part in it. */
  started: z.array(count).nullable(),
  resolved: z.array(count),
  /** In and out, over the last five minutes. */
  messagesPerMinute: z.number().nonnegative(),
});

export const metricsPeriodSchema = z.object({
  at: z.string(),
  from: z.string(),
  firstResponse: durationStatisticSchema,
  reply: durationStatisticSchema,
  resolution: durationStatisticSchema,
  /** Share of 4 and 5 among `n` answers. */
  csat: z.object({ n: count, share: share.nullable() }),
  /** Reopened ÷ resolved. */
  reopen: z.object({ resolved: count, reopened: count, rate: z.number().nullable() }),
});

export const metricsAgentSchema = z.object({
  id: z.string(),
  name: z.string(),
  availability: availabilitySchema,
  connected: z.boolean(),
  active: count,
  /** Null = no limit. */
  capacity: count.nullable(),
  /** The conversation that he is writing in right now. */
  typingIn: z.string().nullable(),
  /** Latest public message or resolution within a day. */
  lastActiveAt: z.string().nullable(),
  /** Answers to visitors who waited for one, since midnight in the filter's zone. */
  repliesToday: count,
  medianReplyMs: z.number().nullable(),
});
export type MetricsAgent = z.infer<typeof metricsAgentSchema>;

/** A member's load is that of all sites, whatever the filter. */
export const metricsTeamSchema = z.object({
  at: z.string(),
  /** Connected, and online or away by their own choice. */
  online: count,
  away: count,
  /** Of the online ones: those with as many open conversations as they take, or more. */
  atCapacity: count,
  /** Of all with a limit together, here or not: places taken, places, and the share of the two. */
  active: count,
  capacity: count,
  /** May be above 1; null when nobody has a limit. */
  occupancy: z.number().nonnegative().nullable(),
  /** At most `LIMITS.metricsAgents`: connected ones first, then by name. */
  rows: z.array(metricsAgentSchema),
  total: count,
});

/** Nothing of the messages: names only. */
export const metricsWaitingSchema = z.object({
  conversationId: z.string(),
  contactName: z.string().nullable(),
  siteName: z.string(),
  assigneeName: z.string().nullable(),
  waitingSince: z.string(),
});
export type MetricsWaiting = z.infer<typeof metricsWaitingSchema>;

export const metricsQueueSchema = z.object({
  at: z.string(),
  /** The longest waiting first, at most `LIMITS.metricsWaiting`. */
  rows: z.array(metricsWaitingSchema),
});

/** A part is null until it could be computed once. */
export const metricsSnapshotSchema = z.object({
  filter: metricsFilterSchema,
  at: z.string(),
  now: metricsNowSchema.nullable(),
  hour: metricsHourSchema.nullable(),
  period: metricsPeriodSchema.nullable(),
  team: metricsTeamSchema.nullable(),
  queue: metricsQueueSchema.nullable(),
});
export type MetricsSnapshot = z.infer<typeof metricsSnapshotSchema>;

/**
 * Asked with a filter. Owners and admins. One filter per socket: the next one replaces it. `forbidden`; `not_found` when the
 * site or the member is not of this workspace; `rate_limited` when too many filters are in use at once.
 */
export const metricsSubscribeDataSchema = z.object({ snapshot: metricsSnapshotSchema });
