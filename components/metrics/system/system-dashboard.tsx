'use client';

import { CircleCheck, TriangleAlert, WifiOff } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useHydrated } from '@/components/accounts/use-hydrated';
import { DataTable, NumberCell, TextCell } from '@/components/settings/data-table';
import { DeadLetters } from '@/components/settings/dead-letters';
import { Deliveries } from '@/components/settings/deliveries';
import { Section } from '@/components/settings/section';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import type { DeliveryList } from '@/lib/contracts/deliveries';
import type { ClusterView, DeadLetterList } from '@/lib/contracts/system';
import { clockWords, countWords, durationWords, NOTHING } from '../figures';
import { NodeCard } from './node-card';
import { SystemSkeleton } from './system-skeleton';
import { troublesOf } from './troubles';
import { useCluster, type Cluster } from './use-cluster';

export interface SystemDashboardProps {
  first: ClusterView;
  letters: DeadLetterList;
  deliveries: DeliveryList;
  /** Whether there is a mail server. */
  emails: boolean;
}

/** Figures and times are written as the reader's browser does, which the server does not know. */
export function SystemDashboard(props: SystemDashboardProps) {
  return useHydrated() ? <System {...props} /> : <SystemSkeleton />;
}

/** The operator's page: live while it is on screen, and honest about its age when it is not. */
function System({ first, letters, deliveries, emails }: SystemDashboardProps) {
  const cluster = useCluster(first);
  const { view, stale } = cluster;
  useFreshLetters(view.deadLetters);
  return (
    <div className="mx-auto w-full max-w-7xl">
      <header className="mb-5 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <h1 className="text-xl font-semibold">System</h1>
        <AsOf {...cluster} />
      </header>
      <Troubles {...cluster} />
      <div className={cn('transition-opacity', stale && 'opacity-60')}>
        <section aria-label="Nodes" className="mb-6">
          {view.nodes.length === 0 ? (
            <div className="rounded-card border bg-surface">
              <EmptyState title="No node has reported yet">
                Each one does within seconds of its start.
              </EmptyState>
            </div>
          ) : (
            <div className="grid gap-4 lg:grid-cols-2 2xl:grid-cols-3">
              {view.nodes.map((node) => (
                <NodeCard key={node.id} node={node} answers={node.id === view.answeredBy} />
              ))}
            </div>
          )}
        </section>
        <Section
          title="After the commit"
          lead="Messages never wait for this. Whatever is behind catches up by itself."
        >
          <StreamState {...view} />
        </Section>
      </div>
      <Section
        title="Given up"
        lead="Work that failed five times, or could not be read. The messages themselves are safe in their conversations."
      >
        <DeadLetters key={letters.deadLetters[0]?.id} first={letters} total={view.deadLetters} />
      </Section>
      <Section
        title="E-mails and pushes"
        lead={
          emails
            ? 'What was still unread after a while, and what became of it.'
            : 'What was still unread after a while. No mail server is set: e-mails go out once SMTP_URL and MAIL_FROM are.'
        }
      >
        <Deliveries key={deliveries.deliveries[0]?.id} first={deliveries} />
      </Section>
    </div>
  );
}

/** The list came with the page: when there are more or fewer, it is read again. */
function useFreshLetters(count: number): void {
  const router = useRouter();
  const shown = useRef(count);
  useEffect(() => {
    if (shown.current === count) return;
    shown.current = count;
    router.refresh();
  }, [count, router]);
}

function AsOf({ view, stale, staleSeconds }: Cluster) {
  const time = clockWords(view.asOf);
  return (
    <p className="tabular flex min-h-5 items-center gap-2 text-xs text-secondary">
      <span
        aria-hidden="true"
        className={cn('size-2 rounded-full', stale ? 'bg-failed' : 'bg-live')}
      />
      {stale ? `Stale for ${durationWords(staleSeconds * 1_000)} · as of ${time}` : `As of ${time}`}
    </p>
  );
}

function Troubles({ view, stale }: Cluster) {
  const troubles = troublesOf(view);
  const Icon = stale ? WifiOff : troubles.length > 0 ? TriangleAlert : CircleCheck;
  return (
    <div
      role="status"
      className={cn(
        'mb-5 flex gap-3 rounded-card border px-4 py-3 text-sm',
        stale
          ? 'bg-waiting-soft text-waiting-text'
          : troubles.length > 0
            ? 'bg-failed-soft text-failed-text'
            : 'bg-surface text-soft',
      )}
    >
      <Icon size={18} className="mt-px shrink-0" aria-hidden="true" />
      {stale ? (
        <p>The server does not answer. These are its last words; it is asked again by itself.</p>
      ) : troubles.length === 0 ? (
        <p>All is well on {view.nodes.length === 1 ? '1 node' : `${view.nodes.length} nodes`}.</p>
      ) : (
        <ul className="min-w-0 space-y-0.5">
          {troubles.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function StreamState({ outbox, groups }: ClusterView) {
  return (
    <>
      <p className="tabular text-base">
        {outbox.rows === 0
          ? 'Nothing is waiting.'
          : `${outbox.rows === 1 ? '1 event' : `${countWords(outbox.rows)} events`} waiting, the oldest for ${durationWords(outbox.oldestSeconds * 1_000)}.`}
      </p>
      {groups === null ? (
        <p className="mt-3">
          <Badge tone="waiting">Redis does not answer</Badge>
        </p>
      ) : groups.length === 0 ? null : (
        <DataTable
          label="Consumer groups"
          className="mt-4"
          columns={[{ name: 'Group' }, ...['Waiting', 'In work', 'Oldest'].map(numeric)]}
        >
          {groups.map(({ group, waiting, pending, oldestPendingMs }) => (
            <tr key={group}>
              <TextCell>{group}</TextCell>
              <NumberCell>{waiting ?? NOTHING}</NumberCell>
              <NumberCell>{pending}</NumberCell>
              <NumberCell>{pending === 0 ? NOTHING : durationWords(oldestPendingMs)}</NumberCell>
            </tr>
          ))}
        </DataTable>
      )}
    </>
  );
}

const numeric = (name: string) => ({ name, numeric: true });
