'use client';

import { CircleAlert, LockKeyhole } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import { Composer } from './composer';
import { useConsole, useThread } from './console-context';
import { errorWords } from './error-words';
import { StaleGuard } from './stale-guard';
import { ThreadHeader } from './thread-header';
import { Transcript } from './transcript';

/** Running j/k through the list must not subscribe to everything it passes. */
const SETTLE_MS = 90;

export function ThreadPane({ conversationId }: { conversationId: string }) {
  const { client } = useConsole();
  const status = useThread(conversationId, (state) => state.status);
  const empty = useThread(
    conversationId,
    (state) => state.events.length + state.pending.length === 0,
  );

  useEffect(() => {
    let close: (() => void) | undefined;
    const timer = setTimeout(() => {
      close = client.conversations.open(conversationId);
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      close?.();
    };
  }, [client, conversationId]);

  return (
    <section aria-label="Conversation" className="flex min-w-0 flex-1 flex-col">
      <ThreadHeader conversationId={conversationId} />
      {status === 'failed' && empty ? (
        <ThreadFailed conversationId={conversationId} />
      ) : empty ? (
        <ThreadSkeleton />
      ) : (
        <Transcript conversationId={conversationId} />
      )}
      {status === 'failed' ? null : (
        <>
          <StaleGuard conversationId={conversationId} />
          <Composer conversationId={conversationId} />
        </>
      )}
    </section>
  );
}

function ThreadFailed({ conversationId }: { conversationId: string }) {
  const { client, ui } = useConsole();
  const error = useThread(conversationId, (state) => state.error);
  const closed =
    error?.code === 'not_found' || error?.code === 'forbidden' || error?.code === 'invalid';
  return (
    <div role="alert" className="min-h-0 flex-1">
      <EmptyState
        icon={closed ? <LockKeyhole size={20} /> : <CircleAlert size={20} />}
        title={closed ? 'You can’t see this conversation' : 'Couldn’t load the conversation'}
        action={
          closed ? (
            <Button onClick={() => ui.select(null)}>Back to the inbox</Button>
          ) : (
            <Button onClick={() => client.conversations.reload(conversationId)}>Try again</Button>
          )
        }
      >
        {closed
          ? 'It does not exist, or it belongs to another workspace.'
          : error === null
            ? null
            : errorWords(error)}
      </EmptyState>
    </div>
  );
}

function ThreadSkeleton() {
  return (
    <div aria-busy="true" className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden">
      <p role="status" className="sr-only">
        Loading the conversation
      </p>
      <div className="mx-auto flex w-full max-w-190 flex-col gap-3 px-4 pb-4">
        <Skeleton className="h-16 w-3/5 rounded-bubble" />
        <Skeleton className="h-9 w-2/5 rounded-bubble" />
        <Skeleton className="h-9 w-1/3 self-end rounded-bubble" />
        <Skeleton className="h-20 w-1/2 self-end rounded-bubble" />
        <Skeleton className="h-9 w-2/5 rounded-bubble" />
      </div>
    </div>
  );
}
