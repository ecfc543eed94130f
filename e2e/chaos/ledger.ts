/** Operations under way, and how each ended. Messages settle by their client id, wherever it is seen. */
import type { Recorder } from './history';
import type { Unstamped } from './history';

type Invoke = Extract<Unstamped, { entry: 'invoke' }>;
export type Call = Invoke['call'];

export interface Result {
  conversationId: string | null;
  seq?: number;
  eventId?: string;
}

/** Of `mark-all`. */
export interface StrokeResult {
  conversationId: null;
  upToVersion: number;
  version: number;
  changed: number;
}

interface Open {
  op: number;
  client: string;
  call: Call;
  conversationId: string | null;
  seq?: number;
  startedAt: number;
}

export class Ledger {
  #count = 0;
  readonly #open = new Map<number, Open>();
  readonly #byClientId = new Map<string, Open>();
  readonly outcomes: Record<string, Record<'ok' | 'fail' | 'unknown', number>> = {};
  /** Told of every message that settled: button to acknowledgement. */
  onSent: (client: string, ms: number, startedAt: number) => void = () => {};

  constructor(private readonly recorder: Recorder) {}

  invoke(given: Omit<Invoke, 'entry' | 'op'>): number {
    const op = (this.#count += 1);
    const { client, call, conversationId, seq, clientId } = given;
    this.recorder.record({ entry: 'invoke', op, ...given });
    const open = { op, client, call, conversationId, seq, startedAt: this.recorder.now() };
    this.#open.set(op, open);
    if (clientId !== undefined) this.#byClientId.set(clientId, open);
    return op;
  }

  ok(op: number, result: Result | StrokeResult): void {
    const open = this.#end(op, 'ok');
    if (open) this.recorder.record({ entry: 'ok', op, client: open.client, ...result });
  }

  fail(op: number, code: string): void {
    const open = this.#end(op, 'fail');
    if (open) this.recorder.record({ entry: 'fail', op, client: open.client, code });
  }

  unknown(op: number, reason: string): void {
    const open = this.#end(op, 'unknown');
    if (open) this.recorder.record({ entry: 'unknown', op, client: open.client, reason });
  }

  /** A message's event was acknowledged to, or seen by, its author. */
  sent(clientId: string, result: Required<Result>): void {
    const open = this.#byClientId.get(clientId);
    if (!open || !this.#open.has(open.op)) return;
    this.ok(open.op, result);
    this.onSent(open.client, this.recorder.now() - open.startedAt, open.startedAt);
  }

  refused(clientId: string, code: string): void {
    const open = this.#byClientId.get(clientId);
    if (open) this.fail(open.op, code);
  }

  /** `receipt:advance` was answered. */
  read(client: string, conversationId: string, readSeq: number): void {
    for (const open of this.#open.values()) {
      if (open.call !== 'read' || open.client !== client) continue;
      if (open.conversationId !== conversationId || (open.seq ?? 0) > readSeq) continue;
      this.ok(open.op, { conversationId, seq: readSeq });
    }
  }

  /** The tab is gone: what only it knew has no answer. Messages live on in the browser's storage. */
  tabGone(client: string): void {
    for (const open of this.#open.values()) {
      if (open.client === client && !isMessage(open)) this.unknown(open.op, 'the tab is gone');
    }
  }

  /** Nobody is going to send what this person wrote. */
  personGone(isTheirs: (client: string) => boolean): void {
    for (const open of this.#open.values()) {
      if (isTheirs(open.client)) this.unknown(open.op, 'the session has ended');
    }
  }

  /** Messages of before `at` that are not settled. */
  unsettled(at = Infinity): number {
    return [...this.#open.values()].filter((open) => isMessage(open) && open.startedAt < at).length;
  }

  get size(): number {
    return this.#count;
  }

  /** The run ends. */
  close(): void {
    for (const open of [...this.#open.values()]) this.unknown(open.op, 'the run ended');
  }

  #end(op: number, outcome: 'ok' | 'fail' | 'unknown'): Open | null {
    const open = this.#open.get(op);
    if (!open) return null;
    this.#open.delete(op);
    const counts = (this.outcomes[open.call] ??= { ok: 0, fail: 0, unknown: 0 });
    counts[outcome] += 1;
    return open;
  }
}

const isMessage = ({ call }: Open): boolean =>
  call === 'send' || call === 'note' || call === 'start';
