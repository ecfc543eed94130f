'use client';

import { UsersRound } from 'lucide-react';
import Link from 'next/link';
import { Avatar } from '@/components/ui/avatar';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { MetricsAgent } from '@/lib/contracts/metrics';
import { countWords, durationWords, NOTHING } from '../figures';
import { useLive, useSecond } from './live-context';
import { AsOf } from './tile';

const cell = 'px-3 py-2 first:ps-4 last:pe-4';
const number = 'text-end tabular';

/** Who is there, how full his hands are, and how he does today. */
export function AgentsTable() {
  const team = useLive((state) => state.snapshot?.team ?? null);
  const stale = useLive((state) => state.stale.team);
  return (
    <section
      aria-label="Agents"
      className="flex min-h-0 min-w-0 flex-col bg-surface"
      data-stale={stale || undefined}
    >
      <header className="relative flex items-baseline justify-between px-4 pt-3 pb-1">
        <h3 className="text-xs text-secondary">Agents</h3>
        <AsOf part="team" />
      </header>
      {team === null ? (
        <Loading />
      ) : team.rows.length === 0 ? (
        <EmptyState icon={<UsersRound size={20} />} title="No agents to show">
          Choose another filter, or invite somebody in the settings.
        </EmptyState>
      ) : (
        <div className={cn('min-h-0 overflow-auto transition-opacity', stale && 'opacity-45')}>
          <table className="w-full text-sm">
            <thead>
              <tr className="border-b text-start text-xs text-secondary [&_th]:font-normal">
                <th scope="col" className={cn(cell, 'text-start')}>
                  Name
                </th>
                <th scope="col" className={cn(cell, 'text-start')}>
                  Load
                </th>
                <th scope="col" className={cn(cell, 'hidden text-start sm:table-cell')}>
                  Last activity
                </th>
                <th scope="col" className={cn(cell, number, 'hidden sm:table-cell')}>
                  Replies today
                </th>
                <th scope="col" className={cn(cell, number)}>
                  Reply time
                </th>
              </tr>
            </thead>
            <tbody>
              {team.rows.map((agent) => (
                <AgentRow key={agent.id} agent={agent} />
              ))}
            </tbody>
          </table>
          {team.total > team.rows.length ? (
            <p className="border-t px-4 py-2 text-xs text-secondary">
              {countWords(team.total - team.rows.length)} more are not shown.
            </p>
          ) : null}
        </div>
      )}
    </section>
  );
}

function AgentRow({ agent }: { agent: MetricsAgent }) {
  const { id, name, connected, availability } = agent;
  const presence = connected ? availability : 'offline';
  return (
    <tr className={cn('border-b last:border-b-0', !connected && 'text-secondary')}>
      <th scope="row" className={cn(cell, 'text-start font-medium')}>
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar id={id} name={name} size={24} presence={presence} />
          <span className="max-w-28 truncate sm:max-w-48">{name}</span>
        </span>
      </th>
      <td className={cell}>
        <LoadBar active={agent.active} capacity={agent.capacity} />
      </td>
      <td className={cn(cell, 'tabular hidden whitespace-nowrap sm:table-cell')}>
        <LastActivity agent={agent} />
      </td>
      <td className={cn(cell, number, 'hidden sm:table-cell')}>
        {agent.repliesToday === 0 ? NOTHING : countWords(agent.repliesToday)}
      </td>
      <td className={cn(cell, number)}>{durationWords(agent.medianReplyMs)}</td>
    </tr>
  );
}

function LoadBar({ active, capacity }: { active: number; capacity: number | null }) {
  if (capacity === null) {
    return (
      <span className="tabular whitespace-nowrap">
        {active}
        <span className="text-secondary"> · no limit</span>
      </span>
    );
  }
  const share = capacity > 0 ? Math.min(1, active / capacity) : active > 0 ? 1 : 0;
  const full = active >= capacity && active > 0;
  return (
    <span className="flex items-center gap-2">
      <span
        aria-hidden="true"
        className="h-1.5 w-12 overflow-hidden rounded-full bg-fill-active sm:w-20"
      >
        <span
          className={cn(
            'block h-full w-full origin-left rounded-full transition-transform rtl:origin-right',
            full ? 'bg-waiting' : 'bg-accent',
          )}
          style={{ transform: `scaleX(${share})` }}
        />
      </span>
      <span className="tabular whitespace-nowrap">
        {active}
        <span className="text-secondary"> / {capacity}</span>
        {full ? <span className="sr-only">, at capacity</span> : null}
      </span>
    </span>
  );
}

function LastActivity({ agent: { typingIn, lastActiveAt } }: { agent: MetricsAgent }) {
  const second = useSecond();
  if (typingIn !== null) {
    return (
      <Link
        href={`/inbox/${typingIn}?view=open`}
        prefetch={false}
        className="text-live-text underline-offset-2 hover:underline"
      >
        Typing now
      </Link>
    );
  }
  if (lastActiveAt === null) return NOTHING;
  const ms = Math.max(0, second - Date.parse(lastActiveAt));
  return ms < 10_000
    ? 'just now'
    : `${durationWords(ms < 60_000 ? ms : ms - (ms % 60_000)).replace(' 00s', '')} ago`;
}

function Loading() {
  return (
    <div role="status" className="flex flex-col gap-3 px-4 py-3">
      <span className="sr-only">Loading agents</span>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} className="h-6 w-full" />
      ))}
    </div>
  );
}
