/**
 * What the console shows that is nobody else's business: the conversation on screen, the side
 * panel, what floats. The conversation and the view live in the URL too, written without asking the
 * server, so that j/k through the inbox costs no request of a page.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { InboxView } from '@/lib/contracts/inbox';
import type { MessageKind } from '@/lib/contracts/conversation-events';

export type PalettePage = 'root' | 'assign' | 'snooze' | 'labels' | 'priority';
export type Overlay =
  | { type: 'palette'; page: PalettePage }
  | { type: 'shortcuts' }
  | { type: 'custom-snooze'; conversationId: string };

/** What the column beside the rail lists. */
export type ConsolePage = 'inbox' | 'notifications';

export interface ConsoleUi {
  page: ConsolePage;
  /** The notifications float beside the rail. */
  trayOpen: boolean;
  conversationId: string | null;
  view: InboxView;
  /** Text in the search field; '' = the view is listed. */
  query: string;
  composeKind: MessageKind;
  /** Counts up whenever the composer should take the focus; nothing of it is left for the next one. */
  composerCalls: number;
  /** Counts up whenever the search field should take the focus. */
  searchCalls: number;
  contactOpen: boolean;
  overlay: Overlay | null;
  /** An event of the conversation on screen that the reader is on the way to. */
  landing: Landing | null;
}

export interface Landing {
  conversationId: string;
  /** In the staff's numbering. */
  seq: number;
}

export interface ConsoleUiStore extends StoreApi<ConsoleUi> {
  /** null = back to the list. `replace` leaves no step in the browser's history, `seq` lands there. */
  select(
    conversationId: string | null,
    options?: { replace?: boolean; seq?: number | null | undefined },
  ): void;
  /** The reader is there, or it cannot be reached. */
  arrive(): void;
  showPage(page: ConsolePage): void;
  setTray(open: boolean): void;
  showView(view: InboxView): void;
  compose(kind: MessageKind): void;
  focusSearch(): void;
  setQuery(query: string): void;
  /** A choice: kept on this device. */
  setContactOpen(open: boolean): void;
  /** No room for it; the choice stays as it was. */
  closeContactForNow(): void;
  show(overlay: Overlay | null): void;
  /** Follows the browser's back and forward buttons. Call the answer to stop. */
  followHistory(): () => void;
}

/** Spelled out, because the contract's schema would bring its whole library into the page. */
const NAMES: readonly InboxView[] = ['mine', 'unassigned', 'open', 'snoozed', 'resolved'];

const CONTACT_KEY = 'switchboard:contact-panel';

/** Neither the focus nor a note begun for one conversation goes along to another. */
const FRESH_COMPOSER = { composeKind: 'text', composerCalls: 0 } as const;

export interface ConsoleLocation {
  page: ConsolePage;
  conversationId: string | null;
  view: InboxView;
  /** Event of the conversation to land at: `?at=`, in links that come from outside. */
  at?: number | null;
}

export function readLocation(location: { pathname: string; search: string }): ConsoleLocation {
  const [, page, id] = /^\/(inbox|notifications)(?:\/([^/]+))?/.exec(location.pathname) ?? [];
  const search = new URLSearchParams(location.search);
  const asked = search.get('view');
  const at = Number(search.get('at'));
  return {
    page: page === 'notifications' ? page : 'inbox',
    conversationId: id === undefined ? null : decodeURIComponent(id),
    view: NAMES.find((name) => name === asked) ?? 'mine',
    at: Number.isInteger(at) && at > 0 ? at : null,
  };
}

export function hrefOf({
  page = 'inbox',
  conversationId,
  view,
}: Omit<ConsoleLocation, 'page'> & { page?: ConsolePage }): string {
  const path =
    conversationId === null ? `/${page}` : `/${page}/${encodeURIComponent(conversationId)}`;
  return page === 'inbox' ? `${path}?view=${view}` : path;
}

export function createConsoleUiStore({ at, ...start }: ConsoleLocation): ConsoleUiStore {
  const { conversationId: first } = start;
  const store = createStore<ConsoleUi>(() => ({
    ...start,
    landing: first !== null && at ? { conversationId: first, seq: at } : null,
    trayOpen: false,
    query: '',
    ...FRESH_COMPOSER,
    searchCalls: 0,
    contactOpen: localStorage.getItem(CONTACT_KEY) !== 'closed',
    overlay: null,
  }));

  const go = (to: ConsoleLocation, replace = false) => {
    const href = hrefOf(to);
    if (href !== `${location.pathname}${location.search}`) {
      if (replace) history.replaceState(null, '', href);
      else history.pushState(null, '', href);
    }
  };

  const showPage = (page: ConsolePage) => {
    const { view, page: before } = store.getState();
    if (before === page) return;
    // The conversation stays behind: on a phone it would hide the page that was asked for.
    store.setState({ page, conversationId: null, trayOpen: false, ...FRESH_COMPOSER });
    go({ page, conversationId: null, view });
  };

  return {
    ...store,
    select(conversationId, { replace = false, seq } = {}) {
      const { page, view, conversationId: before } = store.getState();
      const landing = conversationId !== null && seq ? { conversationId, seq } : null;
      store.setState({ landing });
      if (before === conversationId) return;
      store.setState({ conversationId, ...FRESH_COMPOSER });
      go({ page, conversationId, view }, replace);
    },
    arrive() {
      store.setState({ landing: null });
    },
    showPage,
    setTray(trayOpen) {
      store.setState({ trayOpen });
    },
    showView(view) {
      const { page, conversationId: before } = store.getState();
      const conversationId = page === 'inbox' ? before : null;
      store.setState({ page: 'inbox', view, query: '', conversationId });
      go({ page: 'inbox', conversationId, view });
    },
    compose(kind) {
      store.setState((state) => ({ composeKind: kind, composerCalls: state.composerCalls + 1 }));
    },
    focusSearch() {
      showPage('inbox');
      store.setState((state) => ({ searchCalls: state.searchCalls + 1 }));
    },
    setQuery(query) {
      store.setState({ query });
    },
    setContactOpen(contactOpen) {
      localStorage.setItem(CONTACT_KEY, contactOpen ? 'open' : 'closed');
      store.setState({ contactOpen });
    },
    closeContactForNow() {
      store.setState({ contactOpen: false });
    },
    show(overlay) {
      store.setState({ overlay });
    },
    followHistory() {
      const onPop = () => {
        if (!/^\/(inbox|notifications)(\/|$)/.test(location.pathname)) return;
        const { at: _at, ...to } = readLocation(location);
        const moved = to.conversationId !== store.getState().conversationId;
        store.setState({ ...to, landing: null, ...(moved && FRESH_COMPOSER) });
      };
      window.addEventListener('popstate', onPop);
      return () => window.removeEventListener('popstate', onPop);
    },
  };
}
