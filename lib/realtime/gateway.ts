/**
 * Every frame from a client passes here: known event? within its limit? parses? Then one use case,
 * then one acknowledgement. Nothing that a client sends can throw past this file (LIM-1, AUT-1).
 */
import { randomUUID } from 'node:crypto';
import { AppError, ERROR_CODES } from '@/lib/contracts/errors';
import { clientEvents, type Ack, type ClientEvent } from '@/lib/contracts/socket-events';
import { databaseErrorToAppError } from '@/lib/platform/database';
import { logger } from '@/lib/platform/logger';
import { countFrame, telemetry } from '@/lib/platform/telemetry/telemetry';
import { tracing } from '@/lib/platform/telemetry/tracing';
import { closeWith } from './close-connection';
import type { Connection } from './connection';
import { takeEventPoint } from './event-limits';
import type { Handler, Handlers } from './handler';
import { conversationHandlers } from './handlers/conversation-handlers';
import { inboxHandlers } from './handlers/inbox-handlers';
import { messageHandlers } from './handlers/message-handlers';
import { metricsHandlers } from './handlers/metrics-handlers';
import { notificationHandlers } from './handlers/notification-handlers';
import { presenceHandlers } from './handlers/presence-handlers';
import { counters } from './counters';
import { begin, end } from './in-flight';

const ALL: Handlers = {
  ...conversationHandlers,
  ...messageHandlers,
  ...presenceHandlers,
  ...inboxHandlers,
  ...notificationHandlers,
  ...metricsHandlers,
};
/** A Map, not an object: an event called `__proto__` is simply unknown. */
const HANDLERS = new Map<string, Handler<ClientEvent>>(
  Object.entries(ALL) as [string, Handler<ClientEvent>][],
);

type Answer = (ack: Ack<unknown>) => void;

interface Frame {
  /** Its number since this process began: what its log lines have in common. */
  request: number;
  connection: Connection;
  payload: unknown;
  /** On the monotonic clock, in ms. */
  receivedAt: number;
}
let frames = 0;

/** One function for all sockets (`this` is the socket): no closures per connection. */
export function onFrame(this: Connection, event: unknown, ...args: unknown[]): void {
  const last = args.at(-1);
  const answer: Answer = typeof last === 'function' ? (last as Answer) : () => {};
  void dispatch(this, event, args[0], answer);
}

async function dispatch(
  connection: Connection,
  event: unknown,
  payload: unknown,
  answer: Answer,
): Promise<void> {
  const { actor } = connection.data;
  const frame: Frame = { request: ++frames, connection, payload, receivedAt: performance.now() };
  let begun = false;
  const handler = typeof event === 'string' ? HANDLERS.get(event) : undefined;
  // Before anything is refused: what is refused is counted under its name, if it is one of ours.
  const known = handler ? (event as ClientEvent) : 'unknown';
  try {
    begin(connection);
    begun = true;
    if (!handler || known === 'unknown') {
      throw new AppError('unknown_event', { message: 'No such event.' });
    }
    await takeEventPoint(handler.limit, actor.id);
    const parsed = clientEvents[known][0].safeParse(payload);
    if (!parsed.success) {
      throw new AppError('invalid', {
        message: 'The payload does not fit the event.',
        details: parsed.error.issues
          .slice(0, 5)
          .map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
      });
    }
    const traces = tracing();
    const data = traces
      ? await traces.run(`receive ${known}`, namesOf(frame), async () =>
          handler.handle(actor, parsed.data as never, connection, frame.request),
        )
      : await handler.handle(actor, parsed.data as never, connection, frame.request);
    // Committing and emitting to this node's sockets is one turn: whoever is here has it by now.
    if (known === 'message:send') {
      telemetry().delivery.observe((performance.now() - frame.receivedAt) / 1_000);
    }
    answer({ ok: true, data });
    account(frame, known, 'ok');
  } catch (error) {
    const failure = toAppError(error, known, frame);
    answer({ ok: false, error: failure.toWire() });
    account(frame, known, failure.code);
    if (failure.code === 'unknown_event' || failure.code === 'invalid') await strike(connection);
  } finally {
    if (begun) end(connection);
  }
}

/** Whoever keeps sending what no client of ours sends is shown out, not answered for ever. */
async function strike(connection: Connection): Promise<void> {
  counters.refusedFrames++;
  try {
    await takeEventPoint('strike', connection.data.actor.id);
  } catch {
    closeWith(connection, { reason: 'rate_limited', reconnect: true });
  }
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Ids alone, of known shape: a frame's words never reach a log or a trace. */
function namesOf({ request, connection, payload }: Frame): Record<string, string | number> {
  const names = { request, socket: connection.id };
  const id: unknown = (payload as { conversationId?: unknown } | null | undefined)?.conversationId;
  return typeof id === 'string' && UUID.test(id) ? { ...names, conversation: id } : names;
}

/** Counted always; told one by one only where somebody has set LOG_LEVEL to debug. */
function account(frame: Frame, event: string, outcome: string): void {
  countFrame(event, outcome);
  const log = logger('realtime');
  if (!log.isLevelEnabled('debug')) return;
  const ms = Math.round((performance.now() - frame.receivedAt) * 10) / 10;
  log.debug({ ...namesOf(frame), event, outcome, ms }, 'a frame was answered');
}

function toAppError(error: unknown, event: string, frame: Frame): AppError {
  const known = databaseErrorToAppError(error);
  if (known instanceof AppError && !ERROR_CODES[known.code].report) return known;
  const errorId = randomUUID();
  logger('realtime').error({ err: error, errorId, event, ...namesOf(frame) }, 'a handler failed');
  return new AppError('internal', { message: `Something went wrong (${errorId}).`, cause: error });
}
