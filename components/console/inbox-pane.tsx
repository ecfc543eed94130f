'use client';

import { BellLink } from '@/components/notifications/bell';
import { SelfMenu } from './deferred-menus';
import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { Tooltip } from '@/components/ui/tooltip';
import type { InboxView } from '@/lib/contracts/inbox';
import { CatchingUp } from './connection-banner';
import { useConsole, useInbox, useUi } from './console-context';
import { InboxList } from './inbox-list';
import { countWords, viewCount, VIEWS } from './inbox-views';
import { SearchResults } from './search-results';

/** The list side: the search field, which view, and rows or hits. */
export function InboxPane() {
  const query = useUi((state) => state.query);
  return (
    <>
      <header className="shrink-0 border-b pt-2.5">
        <div className="flex items-center gap-2 px-3">
          <SearchField />
          <span className="flex items-center gap-1 [--avatar-ring:var(--surface)] [--bell-ring:var(--surface)] md:hidden">
            <BellLink />
            <SelfMenu side="bottom" />
          </span>
        </div>
        <Views />
      </header>
      <CatchingUp />
      {query.trim() === '' ? <InboxList /> : <SearchResults query={query.trim()} />}
    </>
  );
}

/** Three views by name, the two quiet ones as icons: all five fit at 320 px. */
function Views() {
  const { ui } = useConsole();
  const current = useUi((state) => state.view);
  return (
    <nav
      aria-label="Views"
      className="mt-1.5 flex gap-px overflow-x-auto px-2.5 [scrollbar-width:none]"
    >
      {VIEWS.map(({ view, name, short, icon: Icon, shortcut }) => (
        <Tooltip key={view} label={name} shortcut={shortcut} side="bottom">
          <button
            type="button"
            aria-current={view === current ? 'true' : undefined}
            aria-keyshortcuts={shortcut}
            onClick={() => ui.showView(view)}
            className={cn(
              'relative flex h-9 shrink-0 items-center gap-1.5 rounded-control px-1.5 text-sm font-medium -outline-offset-2 transition-colors touch:h-11',
              view === current
                ? 'text-text after:absolute after:inset-x-1.5 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent'
                : 'text-secondary hover:text-text',
              short === null && 'first-of-type:ms-auto',
            )}
          >
            {short === null ? <Icon size={15} aria-hidden="true" /> : short}
            {short === null ? <span className="sr-only">{name}</span> : null}
            <ViewCount view={view} />
          </button>
        </Tooltip>
      ))}
    </nav>
  );
}

function ViewCount({ view }: { view: InboxView }) {
  const count = useInbox((state) => viewCount(state, view));
  if (count === null || count === 0) return null;
  return (
    <span className="tabular text-xs font-normal text-secondary">
      {countWords(count)}
      <span className="sr-only"> conversations</span>
    </span>
  );
}

function SearchField() {
  const { ui } = useConsole();
  const query = useUi((state) => state.query);
  const calls = useUi((state) => state.searchCalls);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (calls > 0) field.current?.select();
  }, [calls]);

  return (
    <div role="search" className="relative min-w-0 flex-1">
      <Search
        size={14}
        aria-hidden="true"
        className="absolute start-2.5 top-1/2 -translate-y-1/2 text-secondary"
      />
      <input
        ref={field}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        value={query}
        dir="auto"
        maxLength={200}
        aria-label="Search conversations"
        placeholder="Search people and messages"
        onChange={(event) => ui.setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (query === '') event.currentTarget.blur();
          else ui.setQuery('');
        }}
        className="h-8 w-full rounded-control bg-fill ps-8 pe-8 text-sm transition-colors hover:bg-fill-hover focus-visible:outline-offset-0 touch:h-11 touch:text-lg"
      />
      {query === '' ? null : (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => {
            ui.setQuery('');
            field.current?.focus();
          }}
          className="absolute end-1 top-1/2 inline-flex size-6 -translate-y-1/2 items-center justify-center rounded-control text-secondary hover:text-text"
        >
          <X size={14} />
        </button>
      )}
    </div>
  );
}
