/**
 * The two connections of the fan-out: one that speaks, one that listens, in the shape that the adapter
 * expects of its clients. It calls them without awaiting anything, so nothing here ever rejects or
 * throws; what went wrong is told by `onTrouble`, and `onListening` when the subscription stands.
 */
import type { Redis } from 'ioredis';
import { createRedis } from '@/lib/platform/redis';

/** What may be on its way to Redis without an answer; more is dropped (LIM-1). */
const IN_FLIGHT_BYTES = 16 * 1_048_576;
/** What a command costs beside its message. */
const COMMAND_BYTES = 200;

export type Trouble = 'publish' | 'probe' | 'publisher-closed' | 'subscriber-closed';
type Listener = Parameters<Redis['on']>[1];

export class FanOutLink {
  readonly #speaker = createRedis('request');
  readonly #listener = createRedis('subscriber');
  readonly #patterns = new Set<string>();
  readonly #channels = new Set<string>();
  #waiting: [channel: string, message: string][] = [];
  #inFlightBytes = 0;
  #suspect = false;
  #closing = false;

  constructor(
    private readonly onTrouble: (trouble: Trouble) => void,
    private readonly onListening: () => void,
  ) {
    this.#listener.on('ready', () => this.#subscribe());
    this.#listener.on('close', () => this.#trouble('subscriber-closed'));
    this.#speaker.on('close', () => this.#trouble('publisher-closed'));
  }

  /** For the adapter, as the client that publishes. */
  readonly publisher = {
    publish: (channel: string, message: string): void => {
      // Own sockets first: they get theirs in this very turn.
      if (this.#waiting.push([channel, message]) === 1) queueMicrotask(() => this.#flush());
    },
    on: (event: string, listener: Listener) => this.#speaker.on(event as 'error', listener),
    off: (event: string, listener: Listener) => this.#speaker.off(event, listener),
  };

  /** For the adapter, as the client that listens; it listens to the same again after every loss. */
  readonly subscriber = {
    psubscribe: (pattern: string): void => {
      this.#patterns.add(pattern);
      this.#subscribe();
    },
    subscribe: (channels: string[]): void => {
      for (const channel of channels) this.#channels.add(channel);
      this.#subscribe();
    },
    punsubscribe: (pattern: string): void => void this.#patterns.delete(pattern),
    unsubscribe: (channels: string[]): void => {
      for (const channel of channels) this.#channels.delete(channel);
    },
    on: (event: string, listener: Listener) => this.#listener.on(event as 'error', listener),
    off: (event: string, listener: Listener) => this.#listener.off(event, listener),
  };

  /** Publishes also while nothing else is: Redis' answer to it ends the suspicion. */
  async probe(channel: string, message: string): Promise<void> {
    try {
      await this.#speaker.publish(channel, message);
      this.#suspect = false;
    } catch {
      this.#fail('probe'); // the caller misses the echo
    }
  }

  /** Ends both connections, which makes them begin anew: a half-open one does not notice anything. */
  renew(): void {
    this.#listener.disconnect(true);
    if (this.#suspect) this.#speaker.disconnect(true);
  }

  close(): void {
    this.#closing = true;
    this.#listener.disconnect();
    this.#speaker.disconnect();
  }

  #flush(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    for (const [channel, message] of messages) {
      // After a failure nothing piles up behind a Redis that may be frozen.
      if (this.#suspect || this.#inFlightBytes > IN_FLIGHT_BYTES) {
        this.#fail();
        continue;
      }
      const bytes = message.length + COMMAND_BYTES;
      this.#inFlightBytes += bytes;
      this.#speaker
        .publish(channel, message)
        .catch(() => this.#fail())
        .finally(() => (this.#inFlightBytes -= bytes));
    }
  }

  #fail(trouble: Trouble = 'publish'): void {
    this.#suspect = true;
    this.#trouble(trouble);
  }

  #trouble(trouble: Trouble): void {
    if (!this.#closing) this.onTrouble(trouble);
  }

  #subscribe(): void {
    if (this.#listener.status !== 'ready') return; // said again when it is
    // A refusal or a lost answer shows as a proof that does not come back.
    const ignore = () => {};
    if (this.#channels.size > 0) this.#listener.subscribe(...this.#channels).catch(ignore);
    if (this.#patterns.size > 0) {
      this.#listener.psubscribe(...this.#patterns).then(this.onListening, ignore);
    }
  }
}
