/**
 * What a run of the fault suite writes down, one JSON line per entry, and all that the checker
 * (check/check.ts) ever sees. Every `at` is milliseconds on the harness's own monotonic clock: all
 * headless clients live in one process, so there is one clock. The order of the lines is the order
 * in which things happened for the harness; evidence names entries by their place in it.
 */
import fs from 'node:fs';
import { z } from 'zod';

const at = z.number().nonnegative();
const count = z.number().int().nonnegative();
const id = z.string().min(1);

/** One tab of one person, alive from its first connection to its end: `agent-2/tab-1`, and after a
 * reload of the page `agent-2/tab-1#2`, because what it shows and knows begins anew. */
const client = z.string().min(1);
const audience = z.enum(['staff', 'public']);
const messageKind = z.enum(['text', 'note']);

/** One line of a conversation as one audience sees it. `seq` is that audience's own. */
export const rowSchema = z.object({
  seq: z.number().int().positive(),
  id,
  type: z.string(),
  actorId: z.string().nullable(),
  /** Messages only. */
  kind: messageKind.optional(),
  /** Only where the client knows it: its own person's messages. */
  clientId: z.string().optional(),
});
export type Row = z.infer<typeof rowSchema>;

/** The same line in Postgres, with both sequences, and what decides who is told of it. */
export const truthRowSchema = rowSchema.extend({
  publicSeq: z.number().int().nullable(),
  actorKind: z.enum(['member', 'contact', 'system']).optional(),
  /** On the history's clock, by the database's time of the event. */
  happenedAt: z.number().optional(),
  /** Of a note. */
  mentions: z.array(id).optional(),
  /** Of `conversation:assigned`; null = to nobody. */
  assignedToId: z.string().nullable().optional(),
});
export type TruthRow = z.infer<typeof truthRowSchema>;

const time = z.string().nullable();
/** A notification as a device or Postgres has it; times are ISO 8601. */
export const noticeSchema = z.object({
  id,
  kind: z.string(),
  /** The conversation's id, or the key of an external one. */
  subject: z.string(),
  /** Of the inbox, at its latest change. */
  version: count,
  count,
  lastAt: z.string(),
  seenAt: time,
  readAt: time,
  archivedAt: time,
  snoozedUntil: time,
});
export type Notice = z.infer<typeof noticeSchema>;
/** Ends at `LIMITS.notificationCountCap`. */
const badge = z.object({ unseen: count, unread: count });

const entry = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ entry: z.literal(name), at, ...shape });

// ---------------------------------------------------------------- who and what

const run = entry('run', {
  seed: z.number().int(),
  /** ISO 8601, for people; nothing is computed from it. */
  startedAt: z.string(),
  nodes: z.array(id),
  clients: count,
  versions: z.record(z.string(), z.string()),
});

/** Once per client, before anything else about it. */
const person = entry('person', {
  client,
  personKind: z.enum(['member', 'contact']),
  personId: id,
  audience,
  workspaceId: id,
  role: z.enum(['owner', 'admin', 'agent']).optional(),
});

/** `healed`: no fault is active any more and none will be. `quiesced`: the workload has stopped and
 * every operation is settled. `converged`: the harness saw no more movement; finals follow. */
const phase = entry('phase', {
  phase: z.enum(['working', 'healed', 'quiesced', 'converged']),
});

/** A change of what somebody may see, at the moment its commit was answered. `revoked`: every socket
 * of the person (or the one named client) must be cut. */
const access = entry('access', {
  personId: id,
  change: z.enum(['granted', 'revoked']),
  client: client.optional(),
});

// ---------------------------------------------------------------- operations

const operation = { op: count, client };

export const CALLS = [
  'connect',
  'start',
  'send',
  'note',
  'read',
  'assign',
  'status',
  'join',
  'leave',
  'typing',
  'notice',
  'mark-all',
] as const;

/** The person presses the button. Exactly one `ok`, `fail` or `unknown` with the same `op` ends it;
 * an operation may be long, because the client retries it under the same client id. */
const invoke = entry('invoke', {
  ...operation,
  call: z.enum(CALLS),
  conversationId: z.string().nullable(),
  /** `start`, `send`, `note`: the idempotency key. */
  clientId: z.string().optional(),
  /** `read`: the cursor asked for. */
  seq: count.optional(),
  /** `notice`, `mark-all`: what is done with it. */
  change: z.string().optional(),
  /** Node the client was connected to, if any. */
  node: z.string().optional(),
});

/** Acknowledged. `start`, `send` and `note` must carry `conversationId`, `seq` (in the audience of
 * the client) and `eventId`; `read` carries `conversationId` and `seq` (the cursor answered). */
const ok = entry('ok', {
  ...operation,
  conversationId: z.string().nullable(),
  seq: count.optional(),
  eventId: z.string().optional(),
  /** `mark-all`: nothing newer may be touched; the inbox's number after it; how many were touched. */
  upToVersion: count.optional(),
  version: count.optional(),
  changed: count.optional(),
});

/** A definite refusal: it has not happened and never will. */
const fail = entry('fail', { ...operation, code: z.string() });

/** No answer, and nobody is going to ask again (the tab died, or the run ended first). */
const unknown = entry('unknown', { ...operation, reason: z.string() });

/** Every positive acknowledgement of `start`, `send` and `note` that reached a socket, also those of
 * retries, which the client's core settles by itself. */
const answer = entry('answer', {
  client,
  conversationId: id,
  clientId: z.string(),
  seq: count,
  eventId: id,
  node: z.string().optional(),
});

// ---------------------------------------------------------------- what clients see

/**
 * One step of what is on screen in one client's view of one conversation.
 * - `opened`: the view begins; `rows` is all it shows (often nothing yet).
 * - `append`, `prepend`: `rows` were added below, above.
 * - `pending`: only the unsent messages changed (`rows` empty).
 * - `reset`: everything was replaced by `rows`, because the server said so: a `connection` entry
 *   with state `reset` for this conversation (or for all) must come first.
 * - `replaced`: everything was replaced by `rows` for any other reason: a violation if a row that
 *   was shown is gone or moved.
 * - `closed`: the view is gone (closed, or the tab died).
 * `pending`, when present, is the whole list of client ids shown as not yet sent after this step.
 */
const shown = entry('shown', {
  client,
  conversationId: id,
  change: z.enum(['opened', 'append', 'prepend', 'pending', 'reset', 'replaced', 'closed']),
  rows: z.array(rowSchema),
  pending: z.array(z.string()).optional(),
});

/**
 * Every frame on every test socket, pings aside. `event` is the server's event, or
 * `ack <client event>` for an acknowledgement. A frame with several conversation events (a page)
 * becomes one entry per event; any other frame becomes one.
 */
const frame = entry('frame', {
  client,
  event: z.string(),
  /** Every conversation the frame mentions: heads, rows of lists, typing, receipts. */
  conversationIds: z.array(id),
  /** Conversation events (pushed or in a page): the line. */
  seq: count.optional(),
  id: z.string().optional(),
  type: z.string().optional(),
  actorId: z.string().nullable().optional(),
  /** True if any message in it, also a preview, is of kind `note`. */
  note: z.boolean(),
  /** `typing:changed`: who may know. */
  typing: z.enum(['all', 'staff']).optional(),
  /** `conversation:heads`: head by conversation, in the reader's sequence. */
  heads: z.record(z.string(), count).optional(),
  /** Every notification in it. */
  notifications: z.array(noticeSchema).optional(),
  /** `notification:*`: the number of the inbox that it tells. */
  inboxVersion: count.optional(),
});

/** One step of the inbox on screen: all rows of the tab as far down as they are loaded, and the badge. */
const noticed = entry('noticed', {
  client,
  tab: z.enum(['unread', 'all', 'archived', 'snoozed']),
  rows: z.array(noticeSchema),
  counts: badge,
});

/**
 * What is true of a client's line, as the harness knows it: it cut the cable, so it knows before the
 * client does. `offline` carries why:
 * - `left`: the tab said goodbye. `cut`: closed so that both ends notice. `vanished`: silence, the
 *   node was not told. `node_killed`, `node_frozen`, `drained`: its node is gone, stands still,
 *   asked it to move. `refused`: the server closed it.
 * `reset`: the server said that the client must begin a conversation (or, without one, all) anew.
 */
const connection = entry('connection', {
  client,
  state: z.enum(['online', 'offline', 'reset']),
  node: z.string().optional(),
  cause: z
    .enum(['left', 'cut', 'vanished', 'node_killed', 'node_frozen', 'drained', 'refused'])
    .optional(),
  conversationId: z.string().optional(),
});

/**
 * Read and delivered cursors of one participant, in the sequence of `audience`. `frame`: as it came
 * on a socket (may overtake); `state`: as the client shows it (may never go back); `database`: a
 * sample of the row (`client: 'sql'`, `audience: 'staff'`).
 */
const receipt = entry('receipt', {
  client,
  audience,
  conversationId: id,
  personId: id,
  deliveredSeq: count,
  readSeq: count,
  source: z.enum(['frame', 'state', 'database']),
});

/** What a client believes about somebody: its first belief, and every change of it. Null = it no
 * longer looks (the view that was told of it is closed), so that it is not held to what it last knew. */
const presence = entry('presence', { client, personId: id, connected: z.boolean().nullable() });

/** A number on screen or of the dashboard, and what SQL says. Taken when quiesced, again and again
 * until equal or until too late. `scope` tells equal names apart: a client, a conversation. */
const counter = entry('counter', {
  name: z.string(),
  scope: z.string(),
  observed: z.number(),
  recount: z.number(),
});

/** The metrics of the whole installation beside a fold of the log from nothing, when all has settled. */
const metrics = entry('metrics', {
  conversations: z.number(),
  facts: z.number(),
  quarters: z.number(),
  /** In words, the first of them. */
  differences: z.array(z.string()),
});

// ---------------------------------------------------------------- the machine

/** Sampled every second or so. Bytes, packets, entries, rows, milliseconds by name. */
const resource = entry('resource', {
  /** A node, or `redis`, `postgres`. */
  node: id,
  name: z.enum([
    'rss',
    'stream_length',
    'stream_pending',
    'outbox_rows',
    'dead_letters',
    'loop_p99_ms',
  ]),
  value: z.number().nonnegative(),
});

/**
 * A fault begins (`inject`) and ends (`heal`), paired by `fault`. A kill is healed when the process
 * serves again; something that is over at once (FLUSHALL) heals at the same moment. A drain (F2)
 * heals when the old process has exited.
 */
const fault = entry('fault', {
  fault: count,
  /** `F1` … as in the fault matrix. */
  name: z.string().regex(/^F\d+$/),
  phase: z.enum(['inject', 'heal']),
  on: z.enum(['node', 'redis', 'postgres', 'link', 'client', 'balancer', 'person']),
  /** Which one: a node's name, a client, `redis`. */
  target: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** A node's process is being started: on a small machine that takes its processors from everybody, so
 * that what bystanders feel meanwhile says nothing about the fault (I14). */
const starting = entry('starting', { node: id, phase: z.enum(['begin', 'end']) });

/** How long something took. `send`: button to acknowledgement. `delivery`: acknowledgement (or
 * commit) to another client's screen. `bystander`: no active fault is on this client, on its node or
 * on anything that everybody needs. */
const latency = entry('latency', {
  client,
  what: z.enum(['send', 'delivery']),
  ms: z.number().nonnegative(),
  bystander: z.boolean(),
});

/** Something that must not succeed while `gone` is away or after a right was withdrawn. */
const attempt = entry('attempt', {
  what: z.string(),
  gone: z.string(),
  outcome: z.enum(['refused', 'unanswered', 'allowed']),
  code: z.string().optional(),
});

// ---------------------------------------------------------------- in the end

const cursors = z.object({ personId: id, deliveredSeq: count, readSeq: count });

/** The final view of a client that is online with the conversation open. */
const view = entry('view', {
  client,
  conversationId: id,
  rows: z.array(rowSchema),
  pending: z.array(z.string()),
  /** As shown, the reader's own included; in the reader's sequence. */
  receipts: z.array(cursors),
});

/** What a client that is online shows of its person's inbox in the end, on the tab `all`. */
const inbox = entry('inbox', {
  client,
  rows: z.array(noticeSchema),
  counts: badge,
  /** More would have to be loaded. */
  hasMore: z.boolean(),
});

/** One person's inbox in Postgres; `rows` in no particular order. */
const inboxTruth = entry('inbox-truth', {
  personId: id,
  version: count,
  rows: z.array(noticeSchema),
  /** Every state that a row ever had, in the order of writing. */
  steps: z.array(noticeSchema.omit({ kind: true, subject: true, lastAt: true })),
  /** Each time an event was written into a row: once for each event, whatever happens. */
  causes: z.array(z.object({ eventId: id, notificationId: id })),
  /** What the server answers when asked. */
  counts: badge,
  /** `waiting`: queued, and in no worker's hands. */
  deliveries: z.array(z.object({ notificationId: id, channel: z.string(), state: z.string() })),
});

/** One conversation in Postgres; `rows` in no particular order. */
const truth = entry('truth', {
  conversationId: id,
  workspaceId: id,
  contactId: id,
  lastSeq: count,
  lastPublicSeq: count,
  rows: z.array(truthRowSchema),
  receipts: z.array(cursors.extend({ deliveredPublicSeq: count, readPublicSeq: count })),
});

/** How often a consumer group made the effect of an event, by all nodes together, counted in the end.
 * Once is right; never is I1's, and more often is I2's, unless the effect is `repeatable`: a hint that
 * leaves nothing behind, so that whoever heard it before ignores it. */
const effect = entry('effect', {
  group: z.string(),
  eventId: id,
  times: count,
  /** When it was last made. */
  lastAt: z.number().optional(),
  repeatable: z.boolean().optional(),
});

export const entrySchema = z.discriminatedUnion('entry', [
  run,
  person,
  phase,
  access,
  invoke,
  ok,
  fail,
  unknown,
  answer,
  shown,
  noticed,
  frame,
  connection,
  receipt,
  presence,
  counter,
  metrics,
  resource,
  fault,
  starting,
  latency,
  attempt,
  view,
  inbox,
  inboxTruth,
  truth,
  effect,
]);
export type Entry = z.infer<typeof entrySchema>;
export type EntryName = Entry['entry'];
export type EntryOf<Name extends EntryName> = Extract<Entry, { entry: Name }>;

type WithoutTime<E> = E extends unknown ? Omit<E, 'at'> : never;
/** An entry before the recorder stamps it. */
export type Unstamped = WithoutTime<Entry>;

/** Writes a history as it happens, and keeps it for the checker. */
export class Recorder {
  readonly entries: Entry[] = [];
  readonly #origin = performance.now();
  readonly #out: fs.WriteStream | null;
  #failure: Error | null = null;

  /** Without a file the history is only kept. */
  constructor(file?: string) {
    this.#out = file === undefined ? null : fs.createWriteStream(file);
    this.#out?.on('error', (error) => (this.#failure = error));
  }

  /** Milliseconds since the recorder began: the clock of every `at`. */
  now(): number {
    return Math.round((performance.now() - this.#origin) * 10) / 10;
  }

  /** A wall-clock time (ms since the epoch) on the history's clock. */
  at(wallMs: number): number {
    return Math.round((wallMs - performance.timeOrigin - this.#origin) * 10) / 10;
  }

  /** `at` in the past is for what was noticed late, such as the moment of a cut. */
  record(unstamped: Unstamped, at = this.now()): void {
    const entry = { at, ...unstamped } as Entry;
    this.entries.push(entry);
    this.#out?.write(`${JSON.stringify(entry)}\n`);
  }

  /** Waits until all of it is on disk. */
  async close(): Promise<void> {
    const out = this.#out;
    if (out) await new Promise<void>((resolve) => out.end(resolve));
    if (this.#failure) throw this.#failure;
  }
}

/** Parses a history once; a line that is not one is an error that names the line. */
export function parseHistory(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const parsed = entrySchema.safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(`line ${index + 1}: ${parsed.error.message}`);
    entries.push(parsed.data);
  }
  return entries;
}
