'use client';

import { SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import type { ClientError } from '@/lib/client/switchboard-client';
import type { InboxSearchData } from '@/lib/contracts/inbox';
import { contactName } from './contact-name';
import { useConsole, useUi } from './console-context';
import { hrefOf } from './console-ui-store';
import { errorWords } from './error-words';
import { InboxListSkeleton } from './inbox-list-skeleton';
import { shortAge } from './time-words';
import { useNow } from './use-now';

export type Found =
  { query: string; hits: InboxSearchData['hits'] } | { query: string; error: ClientError };

/** Waits until the typing pauses, then asks; an answer to an older question is dropped. */
export function useSearch(query: string, again = 0): Found | null {
  const { client } = useConsole();
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (query === '') return;
    let current = true;
    const ask = async () => {
      const outcome = await client.inbox.search(query);
      if (!current) return;
      setFound(outcome.ok ? { query, hits: outcome.data.hits } : { query, error: outcome.error });
    };
    const timer = setTimeout(() => void ask(), 180);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, query, again]);
  return found;
}

export function SearchResults({ query }: { query: string }) {
  const { ui } = useConsole();
  const view = useUi((state) => state.view);
  const selected = useUi((state) => state.conversationId);
  const [again, setAgain] = useState(0);
  const found = useSearch(query, again);
  const now = useNow();

  if (found === null) return <InboxListSkeleton />;
  if ('error' in found) {
    return (
      <div role="alert" className="flex flex-col items-start gap-2 p-3 text-sm">
        <span className="text-failed-text">{errorWords(found.error)}</span>
        <Button size="sm" onClick={() => setAgain(again + 1)}>
          Search again
        </Button>
      </div>
    );
  }
  if (found.hits.length === 0) {
    return (
      <EmptyState icon={<SearchX size={20} />} title="Nothing found">
        No person and no message matches “{found.query}”.
      </EmptyState>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain py-1">
      <p role="status" className="px-3 py-1 text-xs text-secondary">
        {found.hits.length} found
      </p>
      <ul aria-label="Search results">
        {found.hits.map(({ conversation, excerpt, seq }) => (
          <li key={`${conversation.id}:${seq ?? ''}`} className="px-1.5 py-px">
            <a
              href={hrefOf({ conversationId: conversation.id, view })}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                ui.select(conversation.id, { seq });
              }}
              aria-current={conversation.id === selected ? 'true' : undefined}
              className={cn(
                'flex gap-3 rounded-control p-2 -outline-offset-2 transition-colors',
                conversation.id === selected ? 'bg-accent-soft' : 'hover:bg-fill',
              )}
            >
              <Avatar id={conversation.contact.id} name={conversation.contact.name} size={36} />
              <span className="min-w-0 flex-1">
                <span className="flex items-center gap-2">
                  <span dir="auto" className="min-w-0 flex-1 truncate text-sm font-medium">
                    {contactName(conversation.contact)}
                  </span>
                  <time className="tabular text-xs text-secondary">
                    {shortAge(Date.parse(conversation.lastMessageAt), now)}
                  </time>
                </span>
                <bdi className="line-clamp-2 text-sm wrap-anywhere text-secondary">
                  {excerpt ?? conversation.contact.email ?? conversation.lastMessage?.preview}
                </bdi>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
