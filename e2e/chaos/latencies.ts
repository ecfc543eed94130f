/** How long messages took to be acknowledged and to appear, and whether a fault was in the way. */
import type { Recorder } from './history';

/** Acknowledged events whose appearances are still measured. */
const REMEMBERED = 500;
/** After the end of a fault its echo is still heard. */
const SETTLING_MS = 1_000;

/** Tabs of one browser share a queue: what is typed in one may be sent by the other. */
export const personOf = (client: string): string => client.split('/')[0]!;

export class Latencies {
  readonly #answered = new Map<string, { at: number; by: string }>();
  /** Since when no fault is on: nodes, clients or `all`, by what they are on. */
  readonly #faulted = new Map<string, Set<number>>();
  #quietSince = 0;
  isTroubled: (client: string) => boolean = () => false;

  constructor(private readonly recorder: Recorder) {}

  /** A fault is on one client, or (`all`) on anything that everybody needs. */
  begin(fault: number, target: string): void {
    const on = this.#faulted.get(target) ?? new Set();
    on.add(fault);
    this.#faulted.set(target, on);
  }

  end(fault: number): void {
    for (const on of this.#faulted.values()) on.delete(fault);
    this.#quietSince = this.recorder.now();
  }

  sent(client: string, ms: number, startedAt: number): void {
    this.#record(client, 'send', ms, startedAt);
  }

  answered(eventId: string, by: string): void {
    if (this.#answered.has(eventId)) return;
    this.#answered.set(eventId, { at: this.recorder.now(), by });
    if (this.#answered.size > REMEMBERED) {
      this.#answered.delete(this.#answered.keys().next().value!);
    }
  }

  appeared(eventId: string, client: string, openedAt: number): void {
    const answer = this.#answered.get(eventId);
    // What was there before anybody looked was not delivered late.
    if (!answer || answer.by === client || answer.at < openedAt) return;
    const ms = Math.max(0, this.recorder.now() - answer.at);
    const bystander = !this.isTroubled(answer.by);
    this.#record(client, 'delivery', ms, answer.at, bystander);
  }

  #record(
    client: string,
    what: 'send' | 'delivery',
    ms: number,
    startedAt: number,
    other = true,
  ): void {
    const faulted = [...this.#faulted].some(
      ([target, on]) => on.size > 0 && (target === 'all' || personOf(target) === personOf(client)),
    );
    // What began while a fault was on bears its mark also after the end.
    const bystander =
      other && !faulted && startedAt > this.#quietSince + SETTLING_MS && !this.isTroubled(client);
    this.recorder.record({ entry: 'latency', client, what, ms: Math.round(ms), bystander });
  }
}
