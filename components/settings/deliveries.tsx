'use client';

import { Mail } from 'lucide-react';
import { Badge, type BadgeProps } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import type { DeliveryList, DeliveryState } from '@/lib/contracts/deliveries';
import { DataTable, NumberCell, TextCell } from './data-table';
import { ShowMore } from './show-more';
import { TimeAgo } from './time-ago';
import { useOlder } from './use-older';

const COLUMNS = [
  { name: 'When' },
  { name: 'To' },
  { name: 'By' },
  { name: 'State' },
  { name: 'Reason' },
  { name: 'Tries', numeric: true },
];

const STATES: Record<DeliveryState, { name: string; tone: BadgeProps['tone'] }> = {
  queued: { name: 'Waiting', tone: 'neutral' },
  sent: { name: 'Sent', tone: 'live' },
  delivered: { name: 'Delivered', tone: 'live' },
  failed: { name: 'Failed', tone: 'failed' },
  skipped: { name: 'Not sent', tone: 'neutral' },
};

/** Why something was not sent, in words; what a mail server answered stands as it came. */
const REASONS: Record<string, string> = {
  gone: 'Its notification is gone',
  left: 'The person has left',
  no_address: 'No address that is known to be theirs',
  no_device: 'Turned off or signed out there',
  looking: 'Was at the desk',
  read: 'Read in time',
  archived: 'Archived in time',
  preference: 'Turned off by preference',
  expired: 'Too old',
};

/** `first`: the newest page; the others are asked for. */
export function Deliveries({ first }: { first: DeliveryList }) {
  const list = useOlder(first, '/api/v1/deliveries', (page) => page.deliveries);
  const deliveries = list.items;
  if (deliveries.length === 0) {
    return (
      <EmptyState icon={<Mail size={20} />} title="Nothing yet">
        Whoever has not read a notification after a while is told by push or e-mail.
      </EmptyState>
    );
  }
  return (
    <>
      <DataTable label="E-mails and pushes" columns={COLUMNS}>
        {deliveries.map(({ id, createdAt, recipient, channel, state, reason, attempts }) => (
          <tr key={id}>
            <TextCell className="whitespace-nowrap">
              <TimeAgo at={createdAt} />
            </TextCell>
            <TextCell className="min-w-28">{recipient.name ?? 'A visitor'}</TextCell>
            <TextCell>{channel === 'push' ? 'Push' : 'E-mail'}</TextCell>
            <TextCell>
              <Badge tone={STATES[state].tone}>{STATES[state].name}</Badge>
            </TextCell>
            <TextCell className="min-w-40 break-words">
              {reason === null ? '–' : (REASONS[reason] ?? reason)}
            </TextCell>
            <NumberCell>{attempts}</NumberCell>
          </tr>
        ))}
      </DataTable>
      <ShowMore list={list} />
    </>
  );
}
