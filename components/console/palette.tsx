'use client';

import { Command } from 'cmdk';
import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import type { PalettePage } from './console-ui-store';
import { AssignPage, LabelsPage, PriorityPage, SnoozePage } from './palette-pages';
import { RootPage } from './palette-root';
import { useSearch } from './search-results';

const PLACEHOLDERS: Record<PalettePage, string> = {
  root: 'Type a command, or search people and messages',
  assign: 'Assign to',
  snooze: 'Snooze until',
  labels: 'Switch a label on or off',
  priority: 'Set the priority',
};

/** ⌘K: everything the console can do, and jumping to any conversation. Loaded on first use. */
export function Palette({ page: first, onClose }: { page: PalettePage; onClose: () => void }) {
  const [page, setPage] = useState(first);
  const [text, setText] = useState('');

  const query = page === 'root' && text.trim().length > 1 ? text.trim() : '';
  const found = useSearch(query);
  const searching = query !== '' && found?.query !== query;

  const goTo = (next: PalettePage) => {
    setText('');
    setPage(next);
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Command palette"
      hideHeader
      className="w-[min(36rem,calc(100vw-1.5rem))]"
    >
      <Command
        label="Command palette"
        loop
        onKeyDown={(event) => {
          // Back out of a page that was reached from the first one.
          if (event.key === 'Backspace' && text === '' && page !== 'root') {
            event.preventDefault();
            goTo('root');
          }
        }}
        className="flex max-h-[min(28rem,70vh)] flex-col"
      >
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={PLACEHOLDERS[page]}
          className="h-12 w-full shrink-0 border-b bg-transparent px-4 text-lg outline-none"
        />
        <Command.List className="min-h-0 flex-1 scroll-py-2 overflow-y-auto overscroll-contain p-1.5">
          <Command.Empty className="px-3 py-8 text-center text-sm text-secondary">
            {searching ? 'Searching' : 'Nothing matches.'}
          </Command.Empty>
          {page === 'root' ? (
            <RootPage text={text} found={found} onPage={goTo} onClose={onClose} />
          ) : null}
          {page === 'assign' ? <AssignPage onClose={onClose} /> : null}
          {page === 'snooze' ? <SnoozePage onClose={onClose} /> : null}
          {page === 'labels' ? <LabelsPage onClose={onClose} /> : null}
          {page === 'priority' ? <PriorityPage onClose={onClose} /> : null}
        </Command.List>
      </Command>
    </Dialog>
  );
}
