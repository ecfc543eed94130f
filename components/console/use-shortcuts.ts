'use client';

import { useEffect } from 'react';
import { useConsole, type ConsoleValue } from './console-context';
import { VIEWS } from './inbox-views';

/** The console's single-key commands (shortcuts.ts lists them). Silent while somebody types. */
export function useShortcuts(): void {
  const console = useConsole();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const { ui } = console;
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        ui.show(ui.getState().overlay === null ? { type: 'palette', page: 'root' } : null);
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isBusy(event, console)) return;
      if (press(event.key, console)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [console]);
}

const FIELDS = 'input, textarea, select, [contenteditable="true"]';
const FLOATING = '[role="dialog"], [role="menu"], [role="listbox"], [role="grid"]';

function isBusy(event: KeyboardEvent, { ui }: ConsoleValue): boolean {
  if (ui.getState().overlay !== null) return true;
  return event.target instanceof Element && event.target.closest(`${FIELDS}, ${FLOATING}`) !== null;
}

/** Answers whether the key meant something here. */
function press(key: string, { client, ui, actions }: ConsoleValue): boolean {
  const view = VIEWS.find((words) => words.shortcut === key);
  if (view !== undefined) {
    ui.showView(view.view);
    return true;
  }
  const { conversationId: id, contactOpen } = ui.getState();
  switch (key) {
    case '/':
      ui.focusSearch();
      return true;
    case 'b':
      if (matchMedia('(max-width: 767px)').matches) ui.showPage('notifications');
      else ui.setTray(true);
      return true;
    case '?':
      ui.show({ type: 'shortcuts' });
      return true;
    case 'j':
    case 'k': {
      const { views, view: current } = client.inbox.store.getState();
      const ids = views[current].ids;
      const at = id === null ? -1 : ids.indexOf(id);
      const next = key === 'j' ? ids[at + 1] : ids[Math.max(0, at - 1)];
      if (next !== undefined) ui.select(next, { replace: id !== null });
      return true;
    }
  }
  if (id === null) return false;
  const conversation = client.inbox.store.getState().rows.get(id)?.conversation;
  const status =
    conversation?.status ?? client.conversations.thread(id).getState().conversation?.status;
  switch (key) {
    case 'r':
      ui.compose('text');
      return true;
    case 'n':
      ui.compose('note');
      return true;
    case 'e':
      if (status === 'resolved') actions.reopen(id);
      else actions.resolve(id);
      return true;
    case 'a':
      ui.show({ type: 'palette', page: 'assign' });
      return true;
    case 't':
      actions.take(id);
      return true;
    case 's':
      ui.show({ type: 'palette', page: 'snooze' });
      return true;
    case 'l':
      ui.show({ type: 'palette', page: 'labels' });
      return true;
    case 'p':
      ui.show({ type: 'palette', page: 'priority' });
      return true;
    case 'c':
      ui.setContactOpen(!contactOpen);
      return true;
    case 'Escape':
      if (!matchMedia('(max-width: 767px)').matches) return false;
      ui.select(null);
      return true;
    default:
      return false;
  }
}
