/** The whole of the frame: which screen, what the page around it is told, what it hears from it. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from './use-store';
import { createStore } from 'zustand/vanilla';
import type {
  ConnectionState,
  NotificationListState,
  ReadableStore,
  VisitorClient,
  VisitorState,
} from '@/lib/client/switchboard-client';
import type { VisitorSession } from '../session/visitor-session';
import { chime, setSound, soundIsOn } from './chime';
import { ConversationScreen } from './conversation-screen';
import { Header } from './header';
import { Hero } from './hero';
import { isQuiet } from './quiet-phase';
import type { SiteConfig } from './site-config';
import { statusLine } from './status-line';
import { usePhrases } from './phrases';
import { useLater, type Fetches } from './use-later';

/** What the page around the frame says about showing it. */
export interface Shown {
  shown: boolean;
  /** Counts how often it was shown: each time the focus is taken to where it belongs. */
  times: number;
  /** It was a bell that showed it. */
  inbox: boolean;
}

export interface WidgetAppProps {
  site: SiteConfig;
  session: VisitorSession;
  shown: ReadableStore<Shown>;
  fetches: Fetches;
  /** Null when the chat is a page of its own. */
  onClose: (() => void) | null;
  onUnread: (count: number) => void;
  /** Notifications that nobody has seen. */
  onNews: (count: number) => void;
}

type Route = { screen: 'home' } | { screen: 'inbox' } | { screen: 'thread'; id: string | null };

const INBOX: Route = { screen: 'inbox' };

/** While nobody is known. */
const nothing: ReadableStore<null> = createStore(() => null);

export function WidgetApp(props: WidgetAppProps) {
  const { site, session, shown: shownStore, fetches, onClose, onUnread, onNews } = props;
  const book = usePhrases();
  const { phase, client } = useStore(session.store);
  const { shown, times, inbox } = useStore(shownStore);
  const connection = useStore<ConnectionState | null>(client?.connection ?? nothing);
  const visitor = useStore<VisitorState | null>(client?.visitor ?? nothing);
  const [sound, setSoundOn] = useState(soundIsOn);
  const [route, setRoute] = useRoute(client, visitor, times, inbox);
  const root = useRef<HTMLElement>(null);

  const later = useLater(times > 0 ? fetches.later : null);
  const notifications = useLater(client?.notifications ?? null);
  const news =
    useStore<NotificationListState | null>(notifications?.store ?? nothing)?.counts.unseen ?? 0;
  useEffect(() => onNews(news), [onNews, news]);
  const atInbox = route.screen === 'inbox';
  const fetched = useLater(atInbox ? fetches.inbox : null);

  const unread = visitor?.totalUnread ?? 0;
  useEffect(() => onUnread(unread), [onUnread, unread]);

  useEffect(() => {
    if (!client || !sound) return;
    return client.onIncomingMessage(() => chime());
  }, [client, sound]);

  const here = client && idOf(client, route);
  const elsewhere = (visitor?.conversations ?? []).some(
    (entry) => entry.unread > 0 && entry.conversation.id !== here,
  );

  const arrived = atInbox
    ? fetched !== null
    : later !== null && (route.screen === 'home' || isQuiet(phase));
  // Once per showing and per screen; a new message never moves the focus.
  const routeKey = route.screen;
  useEffect(() => {
    if (times > 0) focusFirst(root.current);
  }, [times, routeKey, phase, arrived]);

  useEffect(() => {
    if (!onClose) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [onClose]);

  const staff = visitor?.staff ?? [];
  const line = statusLine({ phase, connection, staff }, book);
  const changeSound = (on: boolean) => {
    setSound(on);
    setSoundOn(on);
  };
  const onInbox = () => setRoute(INBOX);
  const bell =
    client && later
      ? (className: string) => <later.Bell news={news} className={className} onPress={onInbox} />
      : null;
  const controls = { sound, onSound: changeSound, onClose, bell };
  const hasHome = (visitor?.conversations.length ?? 0) + (visitor?.starting.length ?? 0) > 0;

  const atHome = route.screen === 'home' && client !== null;
  const hero = { siteName: site.name, staff, line };
  const goHome = hasHome ? () => setRoute({ screen: 'home' }) : null;

  return (
    <main ref={root} className="flex h-full flex-col bg-surface text-text">
      {isQuiet(phase) ? (
        later && <later.QuietScreen phase={phase} onTryAgain={session.tryAgain} onClose={onClose} />
      ) : atInbox ? (
        fetched && (
          <fetched.InboxScreen
            book={book}
            nobody={phase === 'asleep'}
            client={client}
            notifications={notifications}
            shown={shown}
            onBack={() => setRoute(hasHome ? { screen: 'home' } : { screen: 'thread', id: null })}
            onOpen={(id) => setRoute({ screen: 'thread', id })}
            onClose={onClose}
          />
        )
      ) : atHome && later ? (
        <later.HomeScreen
          {...controls}
          {...hero}
          client={client}
          onNew={() => setRoute({ screen: 'thread', id: null })}
          onOpen={(id) => setRoute({ screen: 'thread', id })}
        />
      ) : atHome ? (
        <Hero {...controls} {...hero} className="pb-14" />
      ) : (
        <>
          {route.screen === 'thread' && route.id !== null ? (
            <Header
              {...controls}
              title={site.name}
              staff={staff}
              line={line}
              onBack={goHome}
              unreadElsewhere={elsewhere}
            />
          ) : (
            <Hero {...controls} {...hero} onBack={goHome} text={site.greeting} className="pb-5" />
          )}
          {later && connection?.status === 'outdated' ? <later.OutdatedBar /> : null}
          <ConversationScreen
            client={client}
            askRating={site.askRating}
            later={later}
            conversationId={route.screen === 'thread' ? route.id : null}
            greeting={site.greeting}
            shown={shown}
            onStarted={(id) => setRoute({ screen: 'thread', id })}
          />
        </>
      )}
    </main>
  );
}

/**
 * Fewest steps: somebody new writes at once, an unread conversation opens by itself, everybody else
 * gets the list. Decided when the chat is shown and when the person changes, then it is theirs.
 */
function useRoute(
  client: VisitorClient | null,
  visitor: VisitorState | null,
  times: number,
  inbox: boolean,
): [Route, (route: Route) => void] {
  const first: Route = inbox ? INBOX : { screen: 'thread', id: null };
  const [route, setRoute] = useState<Route>(first);
  const decided = useRef<{ client: VisitorClient; times: number } | null>(null);
  useEffect(() => {
    if (!client) {
      if (decided.current || inbox) setRoute(first);
      decided.current = null;
      return;
    }
    if (!visitor || times === 0) return;
    const before = decided.current;
    if (before?.client === client && before.times === times) return;
    const unread = visitor.conversations.filter((entry) => entry.unread > 0);
    decided.current = { client, times };
    if (inbox) {
      setRoute(INBOX);
      return;
    }
    // Shown again: stay where the person was, unless something new waits elsewhere.
    const stays = before?.client === client && route.screen !== 'inbox';
    if (stays && unread.length === 0) return;
    const [only] = unread;
    // Already there, perhaps under the id it had before it was acknowledged.
    if (only && unread.length === 1 && idOf(client, route) === only.conversation.id) return;
    if (only && unread.length === 1) setRoute({ screen: 'thread', id: only.conversation.id });
    else if (visitor.conversations.length + visitor.starting.length > 0)
      setRoute({ screen: 'home' });
    else setRoute({ screen: 'thread', id: null });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new route is no reason to decide again
  }, [client, visitor, times]);
  // At once: a thread that is on screen for a moment counts as read.
  const leads = client && inbox && decided.current?.times !== times;
  return [leads ? INBOX : route, setRoute];
}

/** The real id of the conversation on screen. */
function idOf(client: VisitorClient, route: Route): string | null {
  if (route.screen !== 'thread' || route.id === null) return null;
  return client.conversations.thread(route.id).getState().conversationId;
}

/** The composer, where there is one; on touch the heading, so that no keyboard jumps up. */
function focusFirst(root: HTMLElement | null): void {
  const touch = matchMedia('(pointer: coarse)').matches;
  // One after the other: a list of selectors would give the heading, which stands first.
  const wanted = touch ? ['[data-heading]'] : ['textarea', '[data-autofocus]', '[data-heading]'];
  for (const each of wanted) {
    const element = root?.querySelector<HTMLElement>(each);
    if (!element) continue;
    element.focus({ preventScroll: true });
    return;
  }
}
