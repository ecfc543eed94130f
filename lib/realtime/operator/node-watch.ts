/** Puts together what this node says of itself: every two seconds, one look at everything. */
import type { CanaryState, NodeState } from '@/lib/contracts/system';
import { config } from '@/lib/platform/config';
import { pool } from '@/lib/platform/database';
import { fanOutHealth } from '@/lib/platform/fan-out-health';
import { hasRedis, redis } from '@/lib/platform/redis';
import { watchProcess, type ProcessVitals } from '@/lib/platform/telemetry/process-vitals';
import { telemetry } from '@/lib/platform/telemetry/telemetry';
import { saveNodeState } from '@/lib/platform/cluster-nodes';
import { within } from '@/lib/platform/within';
import type { RealtimeVitals } from './realtime-vitals';

type Health = { ok: boolean; ms: number | null };
const UNKNOWN: Health = { ok: true, ms: null };
const DOWN: Health = { ok: false, ms: null };
/** Postgres that takes longer for one row is told as down. */
const WRITE_LIMIT_MS = 2_000;

/** Milliseconds with a decimal: nobody reads more, and the row is written often. */
const round = (ms: number): number => Math.round(ms * 10) / 10;

export interface Look {
  state: NodeState;
  process: ProcessVitals;
  realtime: RealtimeVitals | null;
}

export class NodeWatch {
  readonly #process = watchProcess();
  #postgres = UNKNOWN;
  #redis = UNKNOWN;
  #before: { at: number; accepted: number; refused: number } | null = null;
  #latest: Look;
  /** Under way, also after its time: a Postgres that hangs holds one connection, not one more with each. */
  #write: Promise<Health> | null = null;
  #publishing: Promise<void> | null = null;

  constructor(
    private readonly node: string,
    private readonly realtime: (() => RealtimeVitals) | null,
    private readonly canary: () => CanaryState | null,
  ) {
    this.#latest = this.#look();
  }

  /** The newest look: as old as the last call of `look`, whatever Postgres and Redis do. */
  get latest(): Look {
    return this.#latest;
  }

  look(): void {
    this.#latest = this.#look();
  }

  /**
   * Asks the stores how they are, and keeps the newest look where the others find it. One at a time, each
   * of a few seconds at the most. Never rejects: Postgres' health is part of what is told.
   */
  publish(): Promise<void> {
    this.#publishing ??= this.#publish().finally(() => {
      this.#publishing = null;
    });
    return this.#publishing;
  }

  async stop(): Promise<void> {
    await this.#publishing;
    this.#process.stop();
  }

  async #publish(): Promise<void> {
    if (hasRedis()) {
      this.#redis = await measured(() => redis().ping());
      this.#amend({ redis: { ...this.#redis, fanOut: fanOutHealth().state } });
    }
    this.#write ??= measured(() => saveNodeState(this.node, this.#latest.state)).finally(() => {
      this.#write = null;
    });
    this.#postgres = await within(this.#write, WRITE_LIMIT_MS).catch(() => DOWN);
    this.#amend({ postgres: this.#postgres });
  }

  /** Known at once where it matters, in this node's own metrics. */
  #amend(changes: Partial<NodeState>): void {
    this.#latest = { ...this.#latest, state: { ...this.#latest.state, ...changes } };
  }

  #look(): Look {
    const vitals = this.#process.look();
    const realtime = this.realtime?.() ?? null;
    const { count, values } = telemetry().delivery.recent([0.5, 0.99]);
    const [p50 = null, p99 = null] = values.map((value) => value && round(value * 1_000));
    const { totalCount, idleCount, waitingCount } = pool();
    const state: NodeState = {
      process: {
        loopDelayP50Ms: round(vitals.loopDelayP50Ms),
        loopDelayP99Ms: round(vitals.loopDelayP99Ms),
        lateSeconds: vitals.lateSeconds,
        rssBytes: vitals.rssBytes,
        heapUsedBytes: vitals.heapUsedBytes,
        cpuShare: Math.round(vitals.cpuShare * 1_000) / 1_000,
      },
      realtime: realtime && { ...this.#rates(realtime), ...present(realtime) },
      delivery: { count, p50Ms: p50, p99Ms: p99 },
      pool: {
        open: totalCount,
        idle: idleCount,
        waiting: waitingCount,
        max: config().DATABASE_POOL_MAX,
      },
      postgres: this.#postgres,
      redis: hasRedis() ? { ...this.#redis, fanOut: fanOutHealth().state } : null,
      canary: this.canary(),
    };
    return { state, process: vitals, realtime };
  }

  #rates({ totals }: RealtimeVitals): { acceptedPerSecond: number; refusedPerSecond: number } {
    const now = {
      at: performance.now(),
      accepted: totals.accepted,
      refused: totals.refusedHandshakes + totals.refusedOpenings,
    };
    const before = this.#before ?? now;
    const seconds = Math.max(0.001, (now.at - before.at) / 1_000);
    this.#before = now;
    return {
      acceptedPerSecond: round((now.accepted - before.accepted) / seconds),
      refusedPerSecond: round((now.refused - before.refused) / seconds),
    };
  }
}

const present = (vitals: RealtimeVitals) => ({
  sockets: vitals.visitors + vitals.staff,
  behind: vitals.behind,
  slowConsumers: vitals.totals.slowConsumers,
  refusedFrames: vitals.totals.refusedFrames,
  admissionPace: vitals.admissionPace,
  waitingToEnter: vitals.waitingToEnter,
});

async function measured(ask: () => Promise<unknown>): Promise<Health> {
  const began = performance.now();
  try {
    await ask();
    return { ok: true, ms: round(performance.now() - began) };
  } catch {
    return DOWN; // which the state says; the pool and Redis log their outages
  }
}
