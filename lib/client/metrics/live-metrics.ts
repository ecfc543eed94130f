/**
 * What the live dashboard shows: the newest snapshot of the filter on screen, and how fresh each of its
 * parts is by this device's own clock, so that neither a wrong clock nor silence can pass for news.
 */
import { TIMES } from '@/lib/contracts/limits';
import type { MetricsFilter, MetricsSnapshot } from '@/lib/contracts/metrics';
import { Connection } from '../connection/connection';
import { createStore } from '../create-store';
import type { Environment } from '../environment';
import type { ClientError, ConnectionState, ReadableStore } from '../switchboard-client';

export const METRICS_PARTS = ['now', 'hour', 'period', 'team', 'queue'] as const;
export type MetricsPart = (typeof METRICS_PARTS)[number];

export interface LiveMetricsState {
  filter: MetricsFilter;
  /** Null until the first one of this filter. */
  snapshot: MetricsSnapshot | null;
  /** Nothing newer of it came for `TIMES.metricsStaleMs`, or it was that old when it came. */
  stale: Readonly<Record<MetricsPart, boolean>>;
  /** Why the server does not tell; null while it does. */
  error: ClientError | null;
}

export interface LiveMetrics {
  store: ReadableStore<LiveMetricsState>;
  connection: ReadableStore<ConnectionState>;
  start(): void;
  stop(): void;
  reconnect(): void;
  /** Shows another filter; what is on screen stays until its first snapshot is here. */
  show(filter: MetricsFilter): void;
}

const LOOK_EVERY_MS = 250;
/** After a refusal that passes. */
const RETRY_MS = 3_000;
const FRESH = { now: false, hour: false, period: false, team: false, queue: false };

export function buildLiveMetrics(
  env: Environment,
  memberId: string,
  filter: MetricsFilter,
): LiveMetrics {
  const connection = new Connection(quietly(env), { selfId: memberId });
  const watch = new MetricsWatch(env, connection, filter);
  return {
    store: watch.store,
    connection: connection.store,
    start: () => {
      connection.start();
      watch.start();
    },
    stop: () => {
      watch.stop();
      connection.stop();
    },
    reconnect: () => connection.reconnect(),
    show: (next) => watch.show(next),
  };
}

/** A screen on the wall is nobody whom a visitor could expect an answer from. */
const quietly = (env: Environment): Environment => ({
  ...env,
  createTransport: (events) => {
    const transport = env.createTransport(events);
    return {
      open: (auth) => transport.open({ ...auth, quiet: true }),
      close: () => transport.close(),
      send: (event, payload, ack) => transport.send(event, payload, ack),
    };
  },
});

class MetricsWatch {
  readonly store;
  /** When each part last became newer and was fresh, on `env.now`. */
  readonly #freshAt: Partial<Record<MetricsPart, number>> = {};
  #asked = 0;
  #cancelLook = () => {};
  #cancelRetry = () => {};

  constructor(
    private readonly env: Environment,
    private readonly connection: Connection,
    filter: MetricsFilter,
  ) {
    this.store = createStore<LiveMetricsState>({
      filter,
      snapshot: null,
      stale: FRESH,
      error: null,
    });
    connection.onOnline(() => void this.#subscribe());
    connection.on('metrics:ticked', (snapshot) => this.#take(snapshot));
    connection.probeRequest = () =>
      connection.request('metrics:subscribe', this.store.getState().filter);
  }

  start(): void {
    this.#cancelLook = this.env.after(LOOK_EVERY_MS, () => {
      this.#look();
      this.start();
    });
  }

  stop(): void {
    this.#cancelLook();
    this.#cancelRetry();
  }

  show(filter: MetricsFilter): void {
    if (isSame(filter, this.store.getState().filter)) return;
    this.store.setState({ filter, error: null });
    void this.#subscribe();
  }

  async #subscribe(): Promise<void> {
    if (!this.connection.online) return;
    this.#cancelRetry();
    const asked = ++this.#asked;
    const answer = await this.connection.request('metrics:subscribe', this.store.getState().filter);
    // Another filter was asked for meanwhile.
    if (asked !== this.#asked) return;
    if (answer.ok) {
      this.store.setState({ error: null });
      this.#take(answer.data.snapshot);
    } else if (answer.error.code !== 'offline') {
      this.store.setState({ error: answer.error });
      const again = !['forbidden', 'not_found', 'invalid'].includes(answer.error.code);
      if (again) this.#cancelRetry = this.env.after(RETRY_MS, () => void this.#subscribe());
    }
  }

  #take(snapshot: MetricsSnapshot): void {
    const { filter, snapshot: before } = this.store.getState();
    if (!isAnswerTo(snapshot.filter, filter)) return;
    const same = before !== null && isSame(before.filter, snapshot.filter);
    for (const part of METRICS_PARTS) {
      if (!same) delete this.#freshAt[part];
      const at = snapshot[part]?.at;
      if (at === undefined || (same && at === before[part]?.at)) continue;
      if (isFresh(at, snapshot.at)) this.#freshAt[part] = this.env.now();
    }
    this.store.setState({ snapshot });
    this.#look();
  }

  #look(): void {
    const { stale, snapshot } = this.store.getState();
    if (snapshot === null) return;
    const now = this.env.now();
    const next = { ...stale };
    for (const part of METRICS_PARTS) {
      const freshAt = this.#freshAt[part];
      next[part] = freshAt === undefined || now - freshAt > TIMES.metricsStaleMs;
    }
    if (METRICS_PARTS.some((part) => next[part] !== stale[part])) {
      this.store.setState({ stale: next });
    }
  }
}

/** Another time is no news when it is an old one: both are times of the server. */
const isFresh = (partAt: string, at: string): boolean =>
  Date.parse(at) - Date.parse(partAt) < TIMES.metricsStaleMs;

const isSame = (a: MetricsFilter, b: MetricsFilter): boolean =>
  isAnswerTo(a, b) && a.timeZone === b.timeZone;

/** The server may spell the zone in its own way. */
const isAnswerTo = (a: MetricsFilter, b: MetricsFilter): boolean =>
  a.siteId === b.siteId && a.memberId === b.memberId && a.range === b.range;
