/**
 * Mechanisms that can be turned off, one at a time, to show that the suite notices (`--without`). The
 * product has no switch for it: what a client does wrong then is done between it and its socket, the
 * rest by how nodes are started and stopped, and by SQL.
 */
import type { Transport, TransportEvents } from '@/lib/client/environment';

export const MECHANISMS = [
  'idempotency',
  'gap-repair',
  'outbox-relay',
  'lease-expiry',
  'drain',
  'notify-once',
] as const;
export type Without = (typeof MECHANISMS)[number];

/** Faults that the mechanism is there for, by name and variant. */
export const MISSED_IN: Readonly<Record<Without, readonly string[]>> = {
  idempotency: ['F19 answers lost', 'F19 answers lost'],
  'gap-repair': ['F15 down', 'F27'],
  'outbox-relay': ['F1'],
  'lease-expiry': ['F1 with its people'],
  drain: ['F2'],
  'notify-once': ['F32', 'F32', 'F32', 'F32'],
};

const AGAIN = /_again\d+(?=$|")/g;

/** The client id that the author's client knows. */
export const original = (clientId: string): string => clientId.replace(AGAIN, '');

const restored = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value ?? null).replace(AGAIN, '')) as T;

type Make = (events: TransportEvents) => Transport;

/** Every attempt to send goes under an id of its own: the server cannot know that it is the same. */
export function withoutIdempotency(make: Make, events: TransportEvents): Transport {
  let attempts = 0;
  const inner = make({
    ...events,
    frame: (event, payload) => events.frame(event, restored(payload)),
  });
  return {
    open: (auth) => inner.open(auth),
    close: () => inner.close(),
    send: (event, payload, ack) => {
      const { clientId } = payload as { clientId?: string };
      const fresh =
        clientId === undefined ? {} : { clientId: `${clientId}_again${(attempts += 1)}` };
      inner.send(event, { ...(payload as object), ...fresh }, (answer) => ack(restored(answer)));
    },
  };
}

/** Heads are not heard and ranges not fetched: what was missed while connected stays missing. */
export function withoutGapRepair(make: Make, events: TransportEvents): Transport {
  const inner = make({
    ...events,
    frame: (event, payload) => {
      if (!event.endsWith(':heads')) events.frame(event, payload);
    },
  });
  return {
    open: (auth) => inner.open(auth),
    close: () => inner.close(),
    send: (event, payload, ack) => {
      if (event !== 'conversation:sync') return inner.send(event, payload, ack);
      const error = { code: 'unavailable', message: 'turned off', retryable: true };
      setImmediate(() => ack({ ok: false, error }));
    },
  };
}
