'use client';

import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import type { DeadLetterList, DeadLetterView } from '@/lib/contracts/system';
import { DataTable, NumberCell, TextCell } from './data-table';
import { ShowMore } from './show-more';
import { TimeAgo } from './time-ago';
import { useOlder } from './use-older';

const COLUMNS = [
  { name: 'When' },
  { name: 'Group' },
  { name: 'Event' },
  { name: 'Reason' },
  { name: 'Tries', numeric: true },
];

/** `first`: the newest page; the others are asked for. */
export function DeadLetters({ first, total }: { first: DeadLetterList; total: number }) {
  const list = useOlder(first, '/api/v1/dead-letters', (page) => page.deadLetters);
  const letters = list.items;
  if (letters.length === 0) {
    return (
      <EmptyState icon={<CircleCheck size={20} />} title="Nothing was given up">
        Everything that follows a message has been done.
      </EmptyState>
    );
  }
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
      <ShowMore list={list}>
        <p>{`${letters.length} of ${total}`}</p>
      </ShowMore>
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
