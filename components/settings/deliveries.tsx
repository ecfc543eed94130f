'use client';

import { Mail } from 'lucide-react';
import { useState } from 'react';
import { useSubmit } from '@/components/accounts/use-submit';
import { Badge, type BadgeProps } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { requestJson } from '@/lib/client/http/request-json';
import type { DeliveryList, DeliveryState, DeliveryView } from '@/lib/contracts/deliveries';
import { DataTable, NumberCell, TextCell } from './data-table';
import { TimeAgo } from './time-ago';

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
  looking: 'Had a tab on screen',
  read: 'Read in time',
  archived: 'Archived in time',
  preference: 'Turned off by preference',
  expired: 'Too old',
};

/** `first`: the newest page; the others are asked for. */
export function Deliveries({ first }: { first: DeliveryList }) {
  const [older, setOlder] = useState<DeliveryView[]>([]);
  const [cursor, setCursor] = useState(first.nextCursor);
  const { busy, problem, run } = useSubmit();
  const deliveries = [...first.deliveries, ...older];
  if (deliveries.length === 0) {
    return (
      <EmptyState icon={<Mail size={20} />} title="Nothing yet">
        Whoever has not read a notification after a while is told by push or e-mail.
      </EmptyState>
    );
  }
  const showMore = () =>
    run(async () => {
      const query = new URLSearchParams({ cursor: cursor ?? '' });
      const page = await requestJson<DeliveryList>('GET', `/api/v1/deliveries?${query}`);
      setOlder((shown) => [...shown, ...page.deliveries]);
      setCursor(page.nextCursor);
    });
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
      {cursor === null && problem === null ? null : (
        <div className="mt-3 flex flex-wrap items-center gap-3 text-sm text-secondary">
          {cursor === null ? null : (
            <Button busy={busy} onClick={() => void showMore()}>
              Show more
            </Button>
          )}
          {problem === null ? null : <p role="alert">{problem}</p>}
        </div>
      )}
    </>
  );
}
