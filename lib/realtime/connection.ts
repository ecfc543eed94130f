import type { Server, Socket } from 'socket.io';
import type {
  ClientToServerEvents,
  ServerHello,
  ServerToClientEvents,
} from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';

/** What the server keeps per socket: nothing of the request is left after the handshake. */
export interface ConnectionData {
  actor: PersonActor;
  /** Conversations this socket follows. */
  subscriptions: Set<string>;
  /** Only looks on: nobody is told that this person is here. */
  quiet: boolean;
  /** A member's tab that is on screen. */
  looking: boolean;
  /** Set while the socket lags: it is out of its rooms and will pull when it has drained (LIM-1). */
  parkedRooms: string[] | null;
  /** When that began, on the monotonic clock in ms. */
  parkedAt: number;
  address: string;
  /** Prepared during the handshake so that it can be the first frame; gone once it is sent. */
  hello: ServerHello | null;
}

/** What nodes tell each other (`revocationSchema` parses it). */
export interface NodeEvents {
  revoke: (revocation: unknown) => void;
  /** The node that says it could not tell everything for so many milliseconds. */
  resync: (lostForMs: unknown) => void;
}

export type RealtimeIo = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  NodeEvents,
  ConnectionData
>;
export type Connection = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  NodeEvents,
  ConnectionData
>;
