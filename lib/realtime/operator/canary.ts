/**
 * The canary of a node: a socket of its own, through its own front door. Every few seconds it sends,
 * the server commits and emits, and every canary that hears it says so. A turn is over when all that
 * take part have answered, or too late. It tells nobody anything: operators read its state.
 */
import { io, type Socket } from 'socket.io-client';
import type { CanaryState } from '@/lib/contracts/system';
import type { Logger } from '@/lib/platform/logger';
import { repeat } from '@/lib/platform/repeat';
import { telemetry } from '@/lib/platform/telemetry/telemetry';
import {
  canaryCommittedSchema,
  canaryHeardSchema,
  canarySecret,
  canarySentSchema,
} from './canary-connection';

/** Longer than any healthy way takes, shorter than a person waits. */
const LATE_MS = 2_500;

export interface CanaryOptions {
  /** Of this node's own server, for example http://127.0.0.1:3000. */
  origin: string;
  node: string;
  everyMs: number;
  log: Logger;
}

export class Canary {
  readonly #socket: Socket;
  readonly #turns: { stop(): Promise<void> };
  /** Of the present turn: numbers heard here, and by whom else, with the time of each. */
  #here = new Map<number, number>();
  #there = new Map<string, { n: number; at: number }>();
  #look: () => void = () => {};
  #state: CanaryState | null = null;

  constructor(private readonly options: CanaryOptions) {
    this.#socket = io(options.origin, {
      transports: ['websocket'],
      auth: { canary: canarySecret() },
      forceNew: true,
      reconnectionDelay: 250,
      reconnectionDelayMax: 2_000,
    });
    this.#socket.on('canary:sent', (payload: unknown) => this.#heardOf(payload));
    this.#socket.on('canary:heard', (payload: unknown) => this.#heardBack(payload));
    this.#turns = repeat(options.everyMs, options.log, () => this.turn());
  }

  get state(): CanaryState | null {
    return this.#state;
  }

  async stop(): Promise<void> {
    this.#socket.disconnect();
    this.#look();
    await this.#turns.stop();
  }

  /** One canary there and back; never rejects. */
  async turn(): Promise<void> {
    const at = Date.now();
    const began = performance.now();
    this.#here.clear();
    this.#there.clear();
    const committed = await this.#send();
    // Of those that were there before when nothing was committed: it is not their fault.
    const others = committed?.others ?? [];
    const arrived = () =>
      committed !== null &&
      this.#here.has(committed.n) &&
      others.every((node) => this.#there.get(node)?.n === committed.n);
    await this.#until(arrived, LATE_MS - (performance.now() - began));
    const local = took(committed && this.#here.get(committed.n), began);
    const state: CanaryState = {
      at,
      local,
      others: others.map((node) => {
        const back = this.#there.get(node);
        return { node, ...took(back?.n === committed?.n ? back?.at : undefined, began) };
      }),
    };
    this.#tell(state);
    this.#state = state;
  }

  async #send(): Promise<{ n: number; others: string[] } | null> {
    if (!this.#socket.connected) return null;
    try {
      const answer: unknown = await this.#socket.timeout(LATE_MS).emitWithAck('canary:send');
      return canaryCommittedSchema.parse(answer);
    } catch {
      return null; // which the state says
    }
  }

  /** Resolves when `done` is true, looked at whenever something arrives, or when the time is over. */
  #until(done: () => boolean, withinMs: number): Promise<void> {
    if (done() || !this.#socket.connected) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(late);
        this.#look = () => {};
        resolve();
      };
      const late = setTimeout(end, Math.max(0, withinMs));
      this.#look = () => {
        if (done() || !this.#socket.connected) end();
      };
    });
  }

  #heardOf(payload: unknown): void {
    const sent = canarySentSchema.safeParse(payload);
    if (!sent.success) return;
    if (sent.data.from !== this.options.node) {
      // Volatile: what cannot leave now would only say later that it was late.
      this.#socket.volatile.emit('canary:heard', sent.data);
      return;
    }
    this.#here.set(sent.data.n, performance.now());
    this.#look();
  }

  #heardBack(payload: unknown): void {
    const heard = canaryHeardSchema.safeParse(payload);
    if (!heard.success) return;
    this.#there.set(heard.data.by, { n: heard.data.n, at: performance.now() });
    this.#look();
  }

  /** Into the node's counts; into its log only when a way breaks or is whole again. */
  #tell(state: CanaryState): void {
    const { canary } = telemetry();
    count(canary.local, state.local);
    for (const other of state.others) count(canary.remote, other);
    const { log } = this.options;
    const [before, now] = [this.#state === null || isWhole(this.#state), isWhole(state)];
    if (before && !now) log.warn({ canary: state }, 'a canary did not come back');
    if (!before && now) log.info({ canary: state }, 'canaries come back again');
  }
}

const took = (at: number | null | undefined, began: number): { ok: boolean; ms: number | null } =>
  typeof at === 'number'
    ? { ok: true, ms: Math.round((at - began) * 10) / 10 }
    : { ok: false, ms: null };

const isWhole = ({ local, others }: CanaryState): boolean =>
  local.ok && others.every(({ ok }) => ok);

function count(
  way: ReturnType<typeof telemetry>['canary']['local'],
  { ok, ms }: { ok: boolean; ms: number | null },
): void {
  if (ok) way.ok++;
  else way.failed++;
  if (ms !== null) way.seconds.observe(ms / 1_000);
}
