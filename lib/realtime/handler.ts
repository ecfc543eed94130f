import type { AckData, ClientEvent, ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import type { Connection } from './connection';
import type { EventLimit } from './event-limits';

/** Parse and acknowledge happen around it; a handler calls one use case and moves rooms at most. */
export interface Handler<E extends ClientEvent> {
  /** Which token bucket the event draws from. */
  limit: EventLimit;
  /** `frame` grows with the order in which frames came, which they may lose on their way here. */
  handle: (
    actor: PersonActor,
    payload: ParsedPayload<E>,
    connection: Connection,
    frame: number,
  ) => Promise<AckData<E>> | AckData<E>;
}

export type Handlers = { [E in ClientEvent]: Handler<E> };
