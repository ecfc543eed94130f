'use client';

import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useEffectEvent, useState } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { toast } from '@/components/ui/toast';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { requestJson } from '@/lib/client/http/request-json';
import type { DeadLetterList, DeadLetterView } from '@/lib/contracts/system';
import { ConfirmDialog } from './confirm-dialog';
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
  { name: 'What to do' },
];

const UNREADABLE = 'It could not be read';
const NOBODYS = 'It names no workspace: whoever runs this installation deals with it';

/** `first`: the newest page; the others are asked for. */
export function DeadLetters({ first, total }: { first: DeadLetterList; total: number }) {
  const list = useOlder(first, '/api/v1/dead-letters', (page) => page.deadLetters);
  const { busy, problem, run } = useSubmit();
  /** Retried or discarded here; the list that came with the page still has them. */
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [discarding, setDiscarding] = useState<DeadLetterView | null>(null);
  const letters = list.items.filter(({ id }) => !done.has(id));
  const settle = (id: string) => setDone((before) => new Set(before).add(id));
  // Everything that is here is dealt with, and there is more.
  const due = letters.length === 0 && list.showMore !== null;
  const goOn = useEffectEvent(() => list.showMore?.());
  useEffect(() => {
    if (due) goOn();
  }, [due]);
  if (letters.length === 0 && !due) {
    return (
      <EmptyState icon={<CircleCheck size={20} />} title="Nothing was given up">
        Everything that follows a message has been done.
      </EmptyState>
    );
  }
  const retry = (letter: DeadLetterView) =>
    run(async () => {
      await requestJson('POST', `/api/v1/dead-letters/${letter.id}/retry`);
      settle(letter.id);
      toast('It is tried again. If it fails again, it comes back here.');
    });
  const discard = async () => {
    if (!discarding) return;
    await requestJson('DELETE', `/api/v1/dead-letters/${discarding.id}`);
    settle(discarding.id);
  };
  return (
    <>
      {due ? null : (
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
              <TextCell className="min-w-40 break-words">
                {letter.error}
                <Entry {...letter} />
              </TextCell>
              <NumberCell>{letter.attempts}</NumberCell>
              <TextCell>
                <div className="flex gap-2">
                  <Button
                    size="sm"
                    disabled={!letter.canRetry || busy}
                    title={letter.canDiscard ? (letter.canRetry ? undefined : UNREADABLE) : NOBODYS}
                    onClick={() => void retry(letter)}
                  >
                    Retry
                  </Button>
                  <Button
                    size="sm"
                    disabled={!letter.canDiscard}
                    title={letter.canDiscard ? undefined : NOBODYS}
                    onClick={() => setDiscarding(letter)}
                  >
                    Discard
                  </Button>
                </div>
              </TextCell>
            </tr>
          ))}
        </DataTable>
      )}
      <ShowMore list={list}>
        {due ? null : (
          <p>{`${letters.length} of ${Math.max(total - done.size, letters.length)}`}</p>
        )}
        {problem === null ? null : <p role="alert">{problem}</p>}
      </ShowMore>
      <ConfirmDialog
        open={discarding !== null}
        onClose={() => setDiscarding(null)}
        title="Discard this?"
        action="Discard"
        onConfirm={discard}
      >
        <p>
          What “{discarding?.group}” should have done for this event will not be done. The message
          itself stays in its conversation. This cannot be undone.
        </p>
      </ConfirmDialog>
    </>
  );
}

/** The entry as it came: names and ids. */
function Entry({ entry }: DeadLetterView) {
  if (entry === null) return null;
  return (
    <details className="mt-1 text-xs text-secondary">
      <summary className="cursor-pointer">Inspect</summary>
      <pre className="mt-1 overflow-x-auto font-mono">{JSON.stringify(entry, null, 2)}</pre>
    </details>
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
