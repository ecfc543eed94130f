/**
 * One connection to the server, kept alive: attempts with full jitter, the truthful status, requests
 * with a time limit, and frames handed to the appliers registered per noun. Knows no noun itself.
 * Keeps DRN-1 (spread reconnects, server-given times) and VER-1 (an outdated client is told).
 *
 * «Online» begins with `server:hello`: before it nothing may be sent.
 */
import type { ErrorCode } from '@/lib/contracts/errors';
import { TIMES } from '@/lib/contracts/limits';
import type {
  AckData,
  ClientEvent,
  Payload,
  ServerEvent,
  ServerHello,
  ServerPayload,
} from '@/lib/contracts/socket-events';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import { fullJitter } from '@/lib/domain/backoff/full-jitter';
import { createStore } from '../create-store';
import type { Environment, Transport } from '../environment';
import type { ClosedReason, ConnectionState, Outcome } from '../switchboard-client';
import { clientError, Requests } from './requests';

/** Stable for this long, and the back-off starts from its base again. */
const STABLE_MS = 5_000;
export const PROBE_TIMEOUT_MS = 4_000;
/** A server-given time is believed up to here. */
const LONGEST_TOLD_MS = 2 * TIMES.retryCapMs;
/** An outdated fleet reloads spread over this time. */
const RELOAD_SPREAD_MS = 30_000;

const TERMINAL: ReadonlySet<string> = new Set<ClosedReason>([
  'session_expired',
  'unauthenticated',
  'identity_required',
  'identity_invalid',
  'origin_not_allowed',
  'forbidden',
]);
/** Those that a fresh token may cure. */
const RENEWABLE: ReadonlySet<string> = new Set(['session_expired', 'unauthenticated']);

export interface ConnectionOptions {
  selfId: string;
  token?: string;
  renewToken?: () => Promise<string | null>;
}

type FrameHandler = (payload: never) => void;

export class Connection {
  readonly store = createStore<ConnectionState>({
    status: 'closed',
    reason: 'stopped',
    nextAttemptAt: null,
    attempts: 0,
    behind: false,
    reloadInMs: null,
    self: null,
    clockOffsetMs: 0,
    persistent: true,
  });

  private readonly transport: Transport;
  private readonly handlers = new Map<string, FrameHandler[]>();
  private readonly onlineListeners: ((hello: ServerHello) => void)[] = [];
  private readonly offlineListeners: (() => void)[] = [];
  private readonly hideListeners: (() => void)[] = [];
  private readonly requests: Requests;
  private readonly behindIds = new Set<string>();
  private phase: 'closed' | 'opening' | 'waiting' | 'online' = 'closed';
  private backoff = 0;
  private serverDelayMs: number | null = null;
  /** Not before then, whoever asks: a busy server said so. On the clock of `env.now`. */
  private notBefore = 0;
  private renewalTried = false;
  private cancelTimer: () => void = () => {};
  private cancelStable: () => void = () => {};
  private stopListening: () => void = () => {};
  private probing = false;
  /** What a liveness check asks; any answer proves the line. Set by the client that has something to ask. */
  probeRequest: (() => Promise<Outcome<unknown>>) | null = null;

  constructor(
    private readonly env: Environment,
    private readonly options: ConnectionOptions,
  ) {
    this.requests = new Requests(env);
    this.transport = env.createTransport({
      refused: (data) => this.refused(data),
      closed: () => this.lost(),
      frame: (event, payload) => this.frame(event, payload),
    });
    this.on('server:hello', (hello) => this.greeted(hello));
    this.on('server:draining', ({ reconnectInMs }) => {
      this.serverDelayMs = reconnectInMs;
    });
    this.on('server:closing', ({ reason, reconnect }) => {
      if (reason === 'session_revoked') this.refused({ code: 'session_expired' });
      else if (reason === 'unsupported_protocol') this.refused({ code: reason });
      else if (!reconnect) this.refused({ code: 'forbidden' });
      // Told to resynchronise: come back a little later, spread out, and pull.
      else this.serverDelayMs = TIMES.retryBaseMs;
    });
  }

  get online(): boolean {
    return this.phase === 'online';
  }

  // ---------------------------------------------------------------- registration

  /** Appliers: what to do with one kind of frame. Unknown frames have none and are ignored (VER-1). */
  on<E extends ServerEvent>(event: E, handler: (payload: ServerPayload<E>) => void): void {
    const list = this.handlers.get(event) ?? [];
    list.push(handler as FrameHandler);
    this.handlers.set(event, list);
  }
  onOnline(listener: (hello: ServerHello) => void): void {
    this.onlineListeners.push(listener);
  }
  onOffline(listener: () => void): void {
    this.offlineListeners.push(listener);
  }

  /** The page may not come back: save now. */
  onHide(listener: () => void): void {
    this.hideListeners.push(listener);
  }

  // ---------------------------------------------------------------- life

  start(): void {
    if (this.phase !== 'closed') return;
    this.stopListening();
    this.stopListening = this.env.signals.listen((signal) => {
      if (signal === 'wake') this.wake();
      if (signal === 'offline') this.networkLost();
      if (signal === 'hide') for (const listener of this.hideListeners) this.guard(listener);
    });
    this.set({ status: 'connecting', reason: null, attempts: 0, reloadInMs: null });
    this.renewalTried = false;
    this.backoff = 0;
    this.open();
  }

  stop(): void {
    this.close('stopped');
    this.stopListening();
    this.stopListening = () => {};
  }

  /** Skips the wait, but for the part that the server asked for; from `closed` it starts again. */
  reconnect(): void {
    if (this.phase === 'closed') this.start();
    else if (this.phase === 'waiting') this.openSoon();
    else if (this.phase === 'online') void this.probe();
  }

  /** The token of later attempts. */
  setToken(token: string): void {
    this.options.token = token;
  }

  setBehind(id: string, behind: boolean): void {
    if (behind) this.behindIds.add(id);
    else this.behindIds.delete(id);
    this.set({ behind: this.behindIds.size > 0 });
  }

  setPersistent(persistent: boolean): void {
    this.set({ persistent });
  }

  // ---------------------------------------------------------------- requests

  /** Never rejects. `offline`: not sent or unanswered when the line went; `timeout`: unknown. */
  request<E extends ClientEvent>(
    event: E,
    payload: Payload<E>,
    timeoutMs: number = TIMES.ackTimeoutMs,
  ): Promise<Outcome<AckData<E>>> {
    if (!this.online) return Promise.resolve({ ok: false, error: clientError('offline') });
    return this.requests.ask(timeoutMs, (ack) => this.transport.send(event, payload, ack));
  }

  /**
   * Is the line alive? A laptop that slept, a page restored from the cache or a changed network
   * leaves a socket that looks open. No answer in time = start over.
   */
  async probe(): Promise<void> {
    if (!this.online || this.probing || this.probeRequest === null) return;
    this.probing = true;
    const answer = await this.probeRequest();
    this.probing = false;
    if (!answer.ok && answer.error.code === 'timeout') this.restart();
  }

  /** The line is of no use: give it up and try at once. */
  restart(): void {
    if (this.phase !== 'online') return;
    this.transport.close();
    this.lost(undefined, true);
  }

  /** The server said, on a request, that we are nobody (any longer). */
  unauthorised(code: ErrorCode): void {
    if (this.phase === 'online') this.refused({ code });
  }

  // ---------------------------------------------------------------- inside

  private open(): void {
    this.cancelTimer();
    this.phase = 'opening';
    this.set({ nextAttemptAt: null, attempts: this.store.getState().attempts + 1 });
    this.cancelTimer = this.env.after(TIMES.connectTimeoutMs, () => {
      this.transport.close();
      this.lost();
    });
    const { token } = this.options;
    this.transport.open({ protocol: PROTOCOL_VERSION, ...(token === undefined ? {} : { token }) });
  }

  /** Somebody is waiting for it: at once, or as soon as the server wants to be asked again. */
  private openSoon(): void {
    // The wall clock may have been set back meanwhile.
    const delay = Math.min(this.notBefore - this.env.now(), LONGEST_TOLD_MS);
    if (delay <= 0) {
      this.open();
      return;
    }
    this.cancelTimer();
    this.set({ nextAttemptAt: this.env.now() + delay });
    this.cancelTimer = this.env.after(delay, () => this.open());
  }

  private greeted(hello: ServerHello): void {
    if (this.phase !== 'opening') return;
    this.cancelTimer();
    if (hello.self.id !== this.options.selfId) {
      this.close('person_changed');
      return;
    }
    this.phase = 'online';
    this.renewalTried = false;
    this.serverDelayMs = null;
    this.cancelStable = this.env.after(STABLE_MS, () => {
      this.backoff = 0;
    });
    this.set({
      status: 'online',
      attempts: 0,
      nextAttemptAt: null,
      self: hello.self,
      clockOffsetMs: Date.parse(hello.time) - this.env.now(),
    });
    for (const listener of this.onlineListeners) this.guard(() => listener(hello));
  }

  /** `atOnce`: the line was given up by us, while nothing says that the server is in trouble. */
  private lost(retryAfterMs?: number, atOnce = false): void {
    if (this.phase === 'closed' || this.phase === 'waiting') return;
    this.leaveOnline();
    const jitter = fullJitter({
      attempt: this.backoff,
      baseMs: TIMES.retryBaseMs,
      capMs: TIMES.retryCapMs,
      random: this.env.random(),
    });
    const told = Math.min(this.serverDelayMs ?? retryAfterMs ?? 0, LONGEST_TOLD_MS);
    const delay = atOnce ? 0 : told + jitter;
    this.notBefore = told > 0 ? this.env.now() + told : 0;
    this.serverDelayMs = null;
    this.backoff += 1;
    this.phase = 'waiting';
    this.set({
      status: this.env.signals.isOnline() ? 'reconnecting' : 'offline',
      nextAttemptAt: this.env.now() + delay,
    });
    this.cancelTimer = this.env.after(delay, () => this.open());
  }

  private refused(data: { code?: string; retryAfterMs?: number } | null): void {
    if (this.phase === 'closed') return;
    const code = data?.code;
    if (code === 'unsupported_protocol') {
      this.close('stopped');
      this.set({
        status: 'outdated',
        reason: null,
        reloadInMs: Math.round(this.env.random() * RELOAD_SPREAD_MS),
      });
    } else if (code !== undefined && TERMINAL.has(code)) {
      if (RENEWABLE.has(code) && this.options.renewToken && !this.renewalTried)
        void this.renew(code);
      else this.close(code as ClosedReason);
    } else {
      this.transport.close();
      this.lost(data?.retryAfterMs);
    }
  }

  private async renew(code: string): Promise<void> {
    this.renewalTried = true;
    this.transport.close();
    this.leaveOnline();
    this.phase = 'opening';
    this.set({ status: 'reconnecting' });
    let token: string | null;
    try {
      token = await this.options.renewToken!();
    } catch (error) {
      // The server that renews could not be reached either: an ordinary outage, try again later.
      this.env.report(error);
      this.renewalTried = false;
      this.lost();
      return;
    }
    if (this.phase !== 'opening') return;
    if (token === null) {
      this.close(code as ClosedReason);
      return;
    }
    this.options.token = token;
    this.open();
  }

  private close(reason: ClosedReason): void {
    this.leaveOnline();
    this.phase = 'closed';
    this.transport.close();
    this.set({ status: 'closed', reason, nextAttemptAt: null });
  }

  private leaveOnline(): void {
    const wasOnline = this.phase === 'online';
    this.cancelTimer();
    this.cancelStable();
    this.phase = 'waiting';
    this.requests.abortAll();
    this.behindIds.clear();
    this.set({ behind: false });
    if (wasOnline) for (const listener of this.offlineListeners) this.guard(listener);
  }

  private wake(): void {
    if (this.phase === 'waiting') {
      this.set({ status: 'reconnecting' });
      this.openSoon();
    } else {
      void this.probe();
    }
  }

  private networkLost(): void {
    if (this.phase === 'waiting') this.set({ status: 'offline' });
    // The browser's word is not proof: a local server is still there. Ask.
    else void this.probe();
  }

  private frame(event: string, payload: unknown): void {
    if (this.phase === 'closed') return;
    // Before the hello only the hello or a farewell can be meant for this attempt.
    if (!this.online && event !== 'server:hello' && event !== 'server:closing') return;
    for (const handler of this.handlers.get(event) ?? []) {
      this.guard(() => handler(payload as never));
    }
  }

  /** One noun's defect must not stop the others. */
  private guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.env.report(error);
    }
  }

  private set(partial: Partial<ConnectionState>): void {
    const state = this.store.getState();
    for (const key of Object.keys(partial) as (keyof ConnectionState)[]) {
      if (partial[key] !== state[key]) {
        this.store.setState(partial);
        return;
      }
    }
  }
}
