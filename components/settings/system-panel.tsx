'use client';

import { RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import type { DeliveryList } from '@/lib/contracts/deliveries';
import type { DeadLetterList, SystemView } from '@/lib/contracts/system';
import { DataTable, NumberCell, TextCell } from './data-table';
import { DeadLetters } from './dead-letters';
import { Deliveries } from './deliveries';
import { PageHeader } from './page-header';
import { Section } from './section';

export interface SystemPanelProps {
  system: SystemView;
  letters: DeadLetterList;
  deliveries: DeliveryList;
}

export function SystemPanel({ system, letters, deliveries }: SystemPanelProps) {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  return (
    <>
      <PageHeader
        title="System"
        lead="What happens after a message is stored: how far it is behind, and what was given up."
        actions={
          <Button busy={busy} onClick={() => startTransition(() => router.refresh())}>
            <RotateCw size={16} aria-hidden="true" />
            Refresh
          </Button>
        }
      />
      <Section
        title="After the commit"
        lead="Messages never wait for this. Whatever is behind catches up by itself."
      >
        <StreamState {...system} />
      </Section>
      <Section
        title="Given up"
        lead="Work that failed five times, or could not be read. The messages themselves are safe in their conversations."
      >
        <DeadLetters key={letters.deadLetters[0]?.id} first={letters} total={system.deadLetters} />
      </Section>
      <Section
        title="E-mails and pushes"
        lead={
          system.emails
            ? 'What was still unread after a while, and what became of it.'
            : 'What was still unread after a while. No mail server is set: e-mails go out once SMTP_URL and MAIL_FROM are.'
        }
      >
        <Deliveries key={deliveries.deliveries[0]?.id} first={deliveries} />
      </Section>
    </>
  );
}

function StreamState({ outbox, groups }: SystemView) {
  return (
    <>
      <p className="text-base">
        {outbox.rows === 0 ? (
          'Nothing is waiting.'
        ) : (
          <>
            {outbox.rows === 1 ? '1 event' : `${outbox.rows.toLocaleString('en')} events`} waiting,
            the oldest for {seconds(outbox.oldestSeconds)}.
          </>
        )}
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
              <NumberCell>{waiting ?? '–'}</NumberCell>
              <NumberCell>{pending}</NumberCell>
              <NumberCell>{pending === 0 ? '–' : seconds(oldestPendingMs / 1_000)}</NumberCell>
            </tr>
          ))}
        </DataTable>
      )}
    </>
  );
}

const numeric = (name: string) => ({ name, numeric: true });

function seconds(value: number): string {
  if (value < 90) return `${Math.round(value)} s`;
  if (value < 90 * 60) return `${Math.round(value / 60)} min`;
  return `${Math.round(value / 3_600)} h`;
}
