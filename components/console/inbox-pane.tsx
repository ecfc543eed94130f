'use client';

import { ChevronDown, Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Menu, MenuItem } from '@/components/ui/menu';
import { CatchingUp } from './connection-banner';
import { useConsole, useInbox, useUi } from './console-context';
import { InboxList } from './inbox-list';
import { countWords, viewCount, VIEWS, viewWords } from './inbox-views';
import { SearchResults } from './search-results';
import { SelfMenu } from './self-menu';

/** The list side: which view, the search field, and rows or hits. */
export function InboxPane() {
  const query = useUi((state) => state.query);
  return (
    <>
      <header className="shrink-0 border-b px-2 pt-2 pb-2.5">
        <div className="flex h-9 items-center gap-2">
          <ViewMenu />
          <span className="flex-1" />
          <CatchingUp />
          <span className="[--avatar-ring:var(--surface)] md:hidden">
            <SelfMenu side="bottom" />
          </span>
        </div>
        <SearchField />
      </header>
      {query.trim() === '' ? <InboxList /> : <SearchResults query={query.trim()} />}
    </>
  );
}

function ViewMenu() {
  const { ui } = useConsole();
  const view = useUi((state) => state.view);
  const { name } = viewWords(view);
  return (
    <Menu
      className="w-56"
      trigger={
        <button
          type="button"
          className="flex h-8 min-w-0 items-center gap-1.5 rounded-control px-2 text-lg font-semibold transition-colors hover:bg-fill-hover touch:h-11"
        >
          <span className="truncate">{name}</span>
          <ViewCount view={view} />
          <ChevronDown size={14} className="shrink-0 text-secondary" aria-hidden="true" />
        </button>
      }
    >
      {VIEWS.map(({ view: each, name: label, icon: Icon, shortcut }) => (
        <MenuItem
          key={each}
          icon={<Icon size={15} />}
          shortcut={shortcut}
          onSelect={() => ui.showView(each)}
        >
          <span className="flex items-center gap-2">
            <span className={each === view ? 'font-semibold' : ''}>{label}</span>
            <ViewCount view={each} />
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}

function ViewCount({ view }: { view: (typeof VIEWS)[number]['view'] }) {
  const count = useInbox((state) => viewCount(state, view));
  if (count === null) return null;
  return (
    <span className="tabular text-sm font-normal text-secondary">
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
    <div role="search" className="relative mx-1 mt-1.5">
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
