'use client';

import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { requestJson } from '@/lib/client/http/request-json';
import type { DeadLetterList, DeadLetterView } from '@/lib/contracts/system';
import { DataTable, NumberCell, TextCell } from './data-table';
import { TimeAgo } from './time-ago';

const COLUMNS = [
  { name: 'When' },
  { name: 'Group' },
  { name: 'Event' },
  { name: 'Reason' },
  { name: 'Tries', numeric: true },
];

/** `first`: the newest page; the others are asked for. */
export function DeadLetters({ first, total }: { first: DeadLetterList; total: number }) {
  const [older, setOlder] = useState<DeadLetterView[]>([]);
  const [cursor, setCursor] = useState(first.nextCursor);
  const { busy, problem, run } = useSubmit();
  const letters = [...first.deadLetters, ...older];
  if (letters.length === 0) {
    return (
      <EmptyState icon={<CircleCheck size={20} />} title="Nothing was given up">
        Everything that follows a message has been done.
      </EmptyState>
    );
  }
  const showMore = () =>
    run(async () => {
      const query = new URLSearchParams({ cursor: cursor ?? '' });
      const page = await requestJson<DeadLetterList>('GET', `/api/v1/dead-letters?${query}`);
      setOlder((shown) => [...shown, ...page.deadLetters]);
      setCursor(page.nextCursor);
    });
  return (
    <>
      <DataTable label="Given up" columns={COLUMNS}>
        {letters.map((letter) => (
          <tr key={letter.id}>
            <TextCell className="whitespace-nowrap">
              <TimeAgo at={letter.createdAt} />
            </TextCell>
            <TextCell>{letter.group}</TextCell>
            <TextCell className="min-w-44">
              <EventName {...letter} />
            </TextCell>
            <TextCell className="min-w-40 break-words">{letter.error}</TextCell>
            <NumberCell>{letter.attempts}</NumberCell>
          </tr>
        ))}
      </DataTable>
      <div className="mt-3 flex flex-wrap items-center gap-3 text-sm text-secondary">
        <p>{`${letters.length} of ${total}`}</p>
        {cursor === null ? null : (
          <Button busy={busy} onClick={() => void showMore()}>
            Show more
          </Button>
        )}
        {problem === null ? null : <p role="alert">{problem}</p>}
      </div>
    </>
  );
}

function EventName({ topic, eventId, conversationId }: DeadLetterView) {
  return (
    <>
      {conversationId === null ? (
        topic
      ) : (
        <Link href={`/inbox/${conversationId}`} className="font-medium text-accent-text underline">
          {topic}
        </Link>
      )}
      <span className="block font-mono text-xs break-all text-secondary">{eventId}</span>
    </>
  );
}
