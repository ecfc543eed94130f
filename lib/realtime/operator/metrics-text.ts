/**
 * `/metrics`: everything that an operator may want to be woken for. Labels are events, outcomes and
 * other words of ours; no id is ever one, so the number of series does not grow with use. Values of the
 * whole installation (outbox, stream, dead letters) are told alike by every node: take their maximum.
 */
import { Exposition, type Labels } from '@/lib/platform/telemetry/exposition';
import { telemetry } from '@/lib/platform/telemetry/telemetry';
import { fanOutHealth } from '@/lib/platform/fan-out-health';
import type { Lag } from '@/lib/server/system/read-lag';
import product from '@/package.json' with { type: 'json' };
import type { Look } from './node-watch';

const flag = (value: boolean): number => (value ? 1 : 0);
const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);

/** @param lag null while it cannot be read: then it is left out, unknown is not zero. */
export function metricsText(look: Look, lag: Lag | null): string {
  const out = new Exposition();
  ofProcess(out, look);
  if (look.realtime) ofRealtime(out, look.realtime);
  ofStores(out, look);
  ofCanary(out, look);
  if (lag) ofInstallation(out, lag);
  return out.text();
}

function ofProcess(out: Exposition, { process: vitals }: Look): void {
  const { user, system } = process.cpuUsage();
  out
    .gauge('switchboard_build_info', 'Version that runs; always 1.', [
      [{ version: product.version, node_version: process.versions.node }, 1],
    ])
    .gauge(
      'process_start_time_seconds',
      'Start of the process, in seconds since 1970.',
      Math.round(Date.now() / 1_000 - process.uptime()),
    )
    .counter('process_cpu_seconds_total', 'Time on the processor.', (user + system) / 1e6)
    .gauge('process_resident_memory_bytes', 'Resident memory.', vitals.rssBytes)
    .gauge('switchboard_heap_bytes', 'The JavaScript heap, used and reserved.', [
      [{ state: 'used' }, vitals.heapUsedBytes],
      [{ state: 'reserved' }, vitals.heapTotalBytes],
    ])
    .gauge('switchboard_external_memory_bytes', 'Buffers outside the heap.', vitals.externalBytes)
    .gauge(
      'switchboard_event_loop_delay_seconds',
      'How late the event loop runs: of windows of two seconds over the last sixteen, the middle p50 and the worst p99.',
      [
        [{ quantile: '0.5' }, vitals.loopDelayP50Ms / 1_000],
        [{ quantile: '0.99' }, vitals.loopDelayP99Ms / 1_000],
      ],
    );
}

function ofRealtime(out: Exposition, realtime: NonNullable<Look['realtime']>): void {
  const { totals } = realtime;
  const frames: [Labels, number][] = [...telemetry().frames].flatMap(([event, outcomes]) =>
    [...outcomes].map(([outcome, n]): [Labels, number] => [{ event, outcome }, n]),
  );
  out
    .gauge('switchboard_sockets', 'Connections of this node.', [
      [{ kind: 'visitor' }, realtime.visitors],
      [{ kind: 'staff' }, realtime.staff],
    ])
    .gauge(
      'switchboard_sockets_behind',
      'Connections out of their rooms: they lag.',
      realtime.behind,
    )
    .counter(
      'switchboard_sockets_parked_total',
      'Times a lagging one left its rooms.',
      totals.parkedSockets,
    )
    .counter(
      'switchboard_slow_consumers_total',
      'Connections closed because they could not keep up.',
      totals.slowConsumers,
    )
    .counter('switchboard_handshakes_total', 'Handshakes by outcome; busy = put off to later.', [
      [{ outcome: 'accepted' }, totals.accepted],
      [{ outcome: 'refused' }, totals.refusedHandshakes - totals.busyHandshakes],
      [{ outcome: 'busy' }, totals.busyHandshakes],
    ])
    .counter(
      'switchboard_openings_refused_total',
      'Transports turned away before they cost anything.',
      totals.refusedOpenings,
    )
    .gauge(
      'switchboard_admission_pace',
      'Share of HANDSHAKES_PER_SECOND that is let in; below 1 while the event loop is late.',
      realtime.admissionPace,
    )
    .gauge(
      'switchboard_admission_waiting',
      'Handshakes that wait for a place.',
      realtime.waitingToEnter,
    )
    .counter(
      'switchboard_frames_refused_total',
      'Unknown events and payloads that do not fit.',
      totals.refusedFrames,
    )
    .counter('switchboard_frames_total', 'Frames of clients by event and outcome.', frames)
    .histogram(
      'switchboard_delivery_seconds',
      'Receipt of message:send to its emission to the last subscriber of this node.',
      [[{}, telemetry().delivery]],
    );
}

function ofStores(out: Exposition, { state }: Look): void {
  const { pool, postgres, redis } = state;
  out
    .gauge('switchboard_database_connections', 'Connections to Postgres.', [
      [{ state: 'busy' }, pool.open - pool.idle],
      [{ state: 'idle' }, pool.idle],
    ])
    .gauge('switchboard_database_connections_limit', 'DATABASE_POOL_MAX.', pool.max)
    .gauge('switchboard_database_waiting', 'Statements that wait for a connection.', pool.waiting)
    .gauge(
      'switchboard_postgres_up',
      'Whether Postgres took the newest state of this node within two seconds.',
      flag(postgres.ok),
    )
    .gauge('switchboard_postgres_seconds', 'How long that took.', seconds(postgres.ms));
  if (!redis) return;
  const { publishFailures, roundTripMs } = fanOutHealth();
  out
    .gauge('switchboard_redis_up', 'Whether Redis answered the newest ping.', flag(redis.ok))
    .gauge('switchboard_redis_seconds', 'How long that took.', seconds(redis.ms))
    .gauge(
      'switchboard_fanout_up',
      'Whether this node hears what it publishes.',
      flag(redis.fanOut !== 'lost'),
    )
    .gauge('switchboard_fanout_seconds', 'From publishing to hearing it.', seconds(roundTripMs))
    .counter(
      'switchboard_fanout_failures_total',
      'Publications that Redis did not take.',
      publishFailures,
    );
}

function ofCanary(out: Exposition, { state }: Look): void {
  if (!state.canary) return;
  const { local, others } = state.canary;
  const { canary } = telemetry();
  out
    .gauge(
      'switchboard_canary_up',
      'Whether the newest canary came back on every way of this kind.',
      [
        [{ path: 'local' }, flag(local.ok)],
        ...(others.length === 0
          ? []
          : [[{ path: 'remote' }, flag(others.every(({ ok }) => ok))] as const]),
      ],
    )
    .counter('switchboard_canaries_total', 'Canaries by way and outcome.', [
      [{ path: 'local', outcome: 'ok' }, canary.local.ok],
      [{ path: 'local', outcome: 'failed' }, canary.local.failed],
      [{ path: 'remote', outcome: 'ok' }, canary.remote.ok],
      [{ path: 'remote', outcome: 'failed' }, canary.remote.failed],
    ])
    .histogram(
      'switchboard_canary_seconds',
      'Time of canaries that came back: from socket to socket of this node, or over another and back.',
      [
        [{ path: 'local' }, canary.local.seconds],
        [{ path: 'remote' }, canary.remote.seconds],
      ],
    );
}

function ofInstallation(out: Exposition, { outbox, groups, deadLetters }: Lag): void {
  const list = groups ?? [];
  out
    .gauge(
      'switchboard_outbox_rows',
      'Events not dealt with by all groups, up to 10,000.',
      outbox.rows,
    )
    .gauge('switchboard_outbox_oldest_seconds', 'Age of the oldest of them.', outbox.oldestSeconds)
    .gauge(
      'switchboard_stream_waiting',
      'Entries that no consumer of the group has got yet.',
      list.flatMap(({ group, waiting }) =>
        waiting === null ? [] : [[{ group }, waiting] as const],
      ),
    )
    .gauge(
      'switchboard_stream_pending',
      'Entries that a consumer has and has not finished.',
      list.map(({ group, pending }) => [{ group }, pending] as const),
    )
    .gauge(
      'switchboard_stream_oldest_pending_seconds',
      'For how long the oldest of those has been there.',
      list.map(({ group, oldestPendingMs }) => [{ group }, oldestPendingMs / 1_000] as const),
    )
    .gauge('switchboard_dead_letters', 'Effects given up and kept for a person.', deadLetters);
}
