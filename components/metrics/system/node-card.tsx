import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import type { ClusterNodeView, NodeState } from '@/lib/contracts/system';
import { letsFewerIn, runsLate, shortId } from './troubles';
import {
  countWords,
  durationWords,
  megabyteWords,
  millisecondWords,
  NOTHING,
  shareWords,
} from '../figures';

/** One node: who it is, how it is, and since when that is no longer known. */
export function NodeCard({ node, answers }: { node: ClusterNodeView; answers: boolean }) {
  const { id, version, roles, uptimeSeconds, ageMs, stale, state } = node;
  return (
    <article
      aria-label={`Node ${shortId(id)}`}
      className="flex flex-col rounded-card border bg-surface p-4"
    >
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="font-mono text-base font-semibold" title={id}>
          {shortId(id)}
        </h3>
        {answers ? <Badge>answers this page</Badge> : null}
        {stale ? (
          <Badge tone="failed">
            {ageMs === null ? 'silent' : `silent for ${durationWords(ageMs)}`}
          </Badge>
        ) : (
          <Badge tone="live">live</Badge>
        )}
        <p className="tabular ms-auto text-xs text-secondary">
          {version} · up {durationWords(uptimeSeconds * 1_000)}
        </p>
      </header>
      <p className="mt-1 text-xs text-secondary">{roles.join(', ')}</p>
      {state === null ? (
        <p className="mt-4 text-sm text-secondary">
          It has not said how it is. A node of another version may say it differently.
        </p>
      ) : (
        <div className={cn('transition-opacity', stale && 'opacity-50')}>
          <Figures state={state} />
          <Canary canary={state.canary} />
        </div>
      )}
    </article>
  );
}

function Figures({ state }: { state: NodeState }) {
  const { process, realtime, delivery, pool, postgres, redis } = state;
  return (
    <dl className="mt-4 grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3">
      <Figure name="Sockets" bad={(realtime?.behind ?? 0) > 0}>
        {realtime ? countWords(realtime.sockets) : NOTHING}
        <Small>{realtime ? `${countWords(realtime.behind)} behind` : 'no realtime role'}</Small>
      </Figure>
      <Figure name="Accepted" bad={letsFewerIn(state)}>
        {realtime ? `${realtime.acceptedPerSecond}/s` : NOTHING}
        {realtime ? <Small>{`${realtime.refusedPerSecond}/s refused`}</Small> : null}
      </Figure>
      <Figure name="Event loop late" bad={runsLate(state)}>
        {millisecondWords(process.loopDelayP50Ms)}
        <Small>p99 {millisecondWords(process.loopDelayP99Ms)}</Small>
      </Figure>
      <Figure name="Delivery">
        {millisecondWords(delivery.p50Ms)}
        <Small>
          p99 {millisecondWords(delivery.p99Ms)} of {countWords(delivery.count)}
        </Small>
      </Figure>
      <Figure name="Memory">
        {megabyteWords(process.rssBytes)}
        <Small>{megabyteWords(process.heapUsedBytes)} heap</Small>
      </Figure>
      <Figure name="Processor">
        {shareWords(process.cpuShare)}
        <Small>of one core</Small>
      </Figure>
      <Figure name="Database pool" bad={pool.waiting > 0}>
        {`${pool.open - pool.idle} of ${pool.max}`}
        <Small>{`${pool.waiting} waiting`}</Small>
      </Figure>
      <Figure name="Postgres" bad={!postgres.ok}>
        {postgres.ok ? millisecondWords(postgres.ms) : 'Away'}
      </Figure>
      <Figure name="Redis" bad={redis !== null && (!redis.ok || redis.fanOut === 'lost')}>
        {redis === null ? 'None' : redis.ok ? millisecondWords(redis.ms) : 'Away'}
        {redis === null ? null : (
          <Small>{redis.fanOut === 'lost' ? 'fan-out lost' : 'fan-out works'}</Small>
        )}
      </Figure>
      {realtime ? (
        <>
          <Figure name="Slow consumers">
            {countWords(realtime.slowConsumers)}
            <Small>since the start</Small>
          </Figure>
          <Figure name="Frames refused">
            {countWords(realtime.refusedFrames)}
            <Small>since the start</Small>
          </Figure>
          <Figure name="Admission" bad={letsFewerIn(state)}>
            {shareWords(realtime.admissionPace)}
            <Small>{`${realtime.waitingToEnter} waiting`}</Small>
          </Figure>
        </>
      ) : null}
    </dl>
  );
}

function Canary({ canary }: { canary: NodeState['canary'] }) {
  if (canary === null) return null;
  const ways = [{ name: 'here', ...canary.local }].concat(
    canary.others.map(({ node, ok, ms }) => ({ name: `${shortId(node)} and back`, ok, ms })),
  );
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-t pt-3">
      <p className="text-xs text-secondary">Canary</p>
      <ul className="flex flex-wrap gap-1.5">
        {ways.map(({ name, ok, ms }) => (
          <li key={name}>
            <Badge tone={ok ? 'neutral' : 'failed'} className="tabular">
              {`${name} ${ok ? millisecondWords(ms) : 'missing'}`}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Figure({
  name,
  bad = false,
  children,
}: {
  name: string;
  bad?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-secondary">{name}</dt>
      <dd className={cn('tabular text-base font-medium', bad && 'text-failed-text')}>{children}</dd>
    </div>
  );
}

const Small = ({ children }: { children: ReactNode }) => (
  <span className="block text-xs font-normal text-secondary">{children}</span>
);
