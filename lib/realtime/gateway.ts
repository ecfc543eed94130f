/**
 * Every frame from a client passes here: known event? within its limit? parses? Then one use case,
 * then one acknowledgement. Nothing that a client sends can throw past this file (LIM-1, AUT-1).
 */
import { randomUUID } from 'node:crypto';
import { AppError, ERROR_CODES } from '@/lib/contracts/errors';
import { clientEvents, type Ack, type ClientEvent } from '@/lib/contracts/socket-events';
import { databaseErrorToAppError } from '@/lib/platform/database';
import { logger } from '@/lib/platform/logger';
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
  let begun = false;
  try {
    begin(connection);
    begun = true;
    const handler = typeof event === 'string' ? HANDLERS.get(event) : undefined;
    if (!handler) throw new AppError('unknown_event', { message: 'No such event.' });
    await takeEventPoint(handler.limit, actor.id);
    const parsed = clientEvents[event as ClientEvent][0].safeParse(payload);
    if (!parsed.success) {
      throw new AppError('invalid', {
        message: 'The payload does not fit the event.',
        details: parsed.error.issues
          .slice(0, 5)
          .map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
      });
    }
    const data = await handler.handle(actor, parsed.data as never, connection);
    answer({ ok: true, data });
  } catch (error) {
    const failure = toAppError(error, event);
    answer({ ok: false, error: failure.toWire() });
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

function toAppError(error: unknown, event: unknown): AppError {
  const known = databaseErrorToAppError(error);
  if (known instanceof AppError && !ERROR_CODES[known.code].report) return known;
  const id = randomUUID();
  logger('realtime').error({ err: error, errorId: id, event }, 'a handler failed');
  return new AppError('internal', { message: `Something went wrong (${id}).`, cause: error });
}
