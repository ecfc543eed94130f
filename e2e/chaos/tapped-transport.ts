/**
 * The tap between the client's core and its socket: hears every frame and answer first, and can hand
 * server events over twice, late and out of order (F27). What is late dies with its connection.
 */
import type { Transport, TransportEvents } from '@/lib/client/environment';

/** Shares in [0, 1]. */
export interface FrameHarm {
  twice: number;
  late: number;
  /** Longest delay in ms. */
  lateMs: number;
  random: () => number;
}

export interface Tap {
  opening(): void;
  refused(code: string | null): void;
  closed(): void;
  frame(event: string, payload: unknown): void;
  asked(event: string, payload: unknown): void;
  answered(event: string, payload: unknown, answer: unknown): void;
  /** Asked for each frame; null = unharmed. */
  harm(): FrameHarm | null;
}

/** These open and end a connection: a line that carries them at all carries them first and last. */
const LIFE = new Set(['server:hello', 'server:closing', 'server:draining']);

export class TappedTransport implements Transport {
  readonly #inner: Transport;
  /** Of the connection that is open. */
  #generation = 0;

  constructor(
    make: (events: TransportEvents) => Transport,
    private readonly events: TransportEvents,
    private readonly tap: Tap,
  ) {
    this.#inner = make({
      refused: (data) => {
        tap.refused(data?.code ?? null);
        events.refused(data);
      },
      closed: () => {
        this.#generation += 1;
        tap.closed();
        events.closed();
      },
      frame: (event, payload) => this.#frame(event, payload),
    });
  }

  open(auth: { protocol: number; token?: string }): void {
    this.#generation += 1;
    this.tap.opening();
    this.#inner.open(auth);
  }

  close(): void {
    this.#generation += 1;
    this.#inner.close();
    this.tap.closed();
  }

  send(event: string, payload: unknown, ack: (answer: unknown) => void): void {
    this.tap.asked(event, payload);
    const generation = this.#generation;
    this.#inner.send(event, payload, (answer) => {
      if (generation !== this.#generation) return;
      this.tap.answered(event, payload, answer);
      ack(answer);
    });
  }

  #frame(event: string, payload: unknown): void {
    this.tap.frame(event, payload);
    const harm = this.tap.harm();
    if (!harm || LIFE.has(event)) {
      this.events.frame(event, payload);
      return;
    }
    if (harm.random() < harm.twice) this.#later(event, payload, harm);
    if (harm.random() < harm.late) this.#later(event, payload, harm);
    else this.events.frame(event, payload);
  }

  #later(event: string, payload: unknown, harm: FrameHarm): void {
    const generation = this.#generation;
    const copy = structuredClone(payload);
    setTimeout(() => {
      if (generation === this.#generation) this.events.frame(event, copy);
    }, harm.random() * harm.lateMs);
  }
}
