/** What those who run an installation may see of its inside. Never what people wrote. */
import { z } from 'zod';

const ms = z.number().nonnegative();
const many = z.number().int().nonnegative();

export const deadLetterSchema = z.object({
  id: z.string(),
  group: z.string(),
  topic: z.string(),
  /** Of the conversation event; of the stream's entry when that could not be read. */
  eventId: z.string(),
  /** Null when the entry could not be read. */
  conversationId: z.string().nullable(),
  error: z.string(),
  attempts: z.number().int(),
  createdAt: z.iso.datetime(),
  /** The entry as it came: names and ids, for a look; null when it could not be read. */
  entry: z.record(z.string(), z.unknown()).nullable(),
  /** False when it could not be read: there is nothing to do again. */
  canRetry: z.boolean(),
  /** False when it names no workspace: it may be anybody's, so it is for who runs the installation. */
  canDiscard: z.boolean(),
});
export type DeadLetterView = z.output<typeof deadLetterSchema>;

export const deadLetterQuerySchema = z.object({ cursor: z.string().max(200).optional() });

export const deadLetterListSchema = z.object({
  deadLetters: z.array(deadLetterSchema),
  /** Null at the end. */
  nextCursor: z.string().nullable(),
});
export type DeadLetterList = z.output<typeof deadLetterListSchema>;

export const streamGroupSchema = z.object({
  group: z.string(),
  /** Entries that no consumer has got yet; null when the stream cannot tell. */
  waiting: z.number().int().nullable(),
  /** Entries that a consumer has not finished, failing ones too. */
  pending: z.number().int(),
  oldestPendingMs: z.number(),
});

export const systemSchema = z.object({
  outbox: z.object({
    /** Events whose side effects are not all done; counted up to 10,000. */
    rows: z.number().int(),
    oldestSeconds: z.number(),
  }),
  /** Null while Redis does not answer. */
  groups: z.array(streamGroupSchema).nullable(),
  deadLetters: z.number().int(),
  /** Whether there is a mail server to send e-mails by. */
  emails: z.boolean(),
});
export type SystemView = z.output<typeof systemSchema>;

/** A canary's newest turn on one way. `ms` is null when it did not arrive in time. */
const canaryWaySchema = z.object({ ok: z.boolean(), ms: ms.nullable() });

export const canaryStateSchema = z.object({
  /** Milliseconds since 1970, by the node's clock: when the newest finished turn began. */
  at: z.number(),
  /** Socket → commit → emission → socket of the same node. */
  local: canaryWaySchema,
  /** The same to a socket of each other node, and its answer back: there and back. */
  others: z.array(canaryWaySchema.extend({ node: z.string() })),
});
export type CanaryState = z.output<typeof canaryStateSchema>;

/** What a node says of itself, every two seconds. Rates and percentiles are of the last minute or less. */
export const nodeStateSchema = z.object({
  process: z.object({
    loopDelayP50Ms: ms,
    loopDelayP99Ms: ms,
    /** For how long the loop has been late without a break. Absent: not told. */
    lateSeconds: ms.default(0),
    rssBytes: many,
    heapUsedBytes: many,
    cpuShare: z.number().nonnegative(),
  }),
  /** Null without the role. */
  realtime: z
    .object({
      sockets: many,
      acceptedPerSecond: z.number().nonnegative(),
      refusedPerSecond: z.number().nonnegative(),
      /** Sockets out of their rooms because they lag. */
      behind: many,
      /** Connections closed since the start because they could not keep up. */
      slowConsumers: many,
      refusedFrames: many,
      /** 1 = as many are let in as is configured; less while the event loop is late. */
      admissionPace: z.number(),
      waitingToEnter: many,
    })
    .nullable(),
  delivery: z.object({ count: many, p50Ms: ms.nullable(), p99Ms: ms.nullable() }),
  pool: z.object({ open: many, idle: many, waiting: many, max: many }),
  postgres: z.object({ ok: z.boolean(), ms: ms.nullable() }),
  /** Null without REDIS_URL. */
  redis: z
    .object({ ok: z.boolean(), ms: ms.nullable(), fanOut: z.enum(['none', 'ok', 'lost']) })
    .nullable(),
  /** Null before its first turn, and where it is switched off. */
  canary: canaryStateSchema.nullable(),
});
export type NodeState = z.output<typeof nodeStateSchema>;

export const clusterNodeSchema = z.object({
  id: z.string(),
  version: z.string(),
  roles: z.array(z.string()),
  uptimeSeconds: z.number(),
  /** How old `state` is, by the clock of Postgres; null when it never said anything. */
  ageMs: z.number().nullable(),
  /** Older than `NODE_STALE_MS`: what it said may no longer be so. */
  stale: z.boolean(),
  state: nodeStateSchema.nullable(),
});
export type ClusterNodeView = z.output<typeof clusterNodeSchema>;

export const clusterSchema = z.object({
  /** When it was read. */
  asOf: z.iso.datetime(),
  /** The one that answers. */
  answeredBy: z.string(),
  nodes: z.array(clusterNodeSchema),
  outbox: systemSchema.shape.outbox,
  groups: systemSchema.shape.groups,
  deadLetters: many,
});
export type ClusterView = z.output<typeof clusterSchema>;

/** A node, or a whole page, that was silent for longer is shown as stale. */
export const NODE_STALE_MS = 5_000;
