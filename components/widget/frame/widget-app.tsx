/** The whole of the frame: which screen, what the page around it is told, what it hears from it. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from './use-store';
import { createStore } from 'zustand/vanilla';
import type {
  ConnectionState,
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
import { useLater, type Later } from './use-later';

/** What the page around the frame says about showing it. */
export interface Shown {
  shown: boolean;
  /** Counts how often it was shown: each time the focus is taken to where it belongs. */
  times: number;
}

export interface WidgetAppProps {
  site: SiteConfig;
  session: VisitorSession;
  shown: ReadableStore<Shown>;
  fetchLater: () => Promise<Later>;
  /** Null when the chat is a page of its own. */
  onClose: (() => void) | null;
  onUnread: (count: number) => void;
}

type Route = { screen: 'home' } | { screen: 'thread'; id: string | null };

const noConnection: ReadableStore<ConnectionState | null> = createStore<ConnectionState | null>(
  () => null,
);
const noVisitor: ReadableStore<VisitorState | null> = createStore<VisitorState | null>(() => null);

export function WidgetApp(props: WidgetAppProps) {
  const { site, session, shown: shownStore, fetchLater, onClose, onUnread } = props;
  const book = usePhrases();
  const { phase, client } = useStore(session.store);
  const { shown, times } = useStore(shownStore);
  const connection = useStore<ConnectionState | null>(client?.connection ?? noConnection);
  const visitor = useStore<VisitorState | null>(client?.visitor ?? noVisitor);
  const [sound, setSoundOn] = useState(soundIsOn);
  const [route, setRoute] = useRoute(client, visitor, times);
  const root = useRef<HTMLElement>(null);

  const later = useLater(fetchLater, times > 0);

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

  const arrived = later !== null && (route.screen === 'home' || isQuiet(phase));
  // Once per showing and per screen; a new message never moves the focus.
  const routeKey = route.screen === 'home' ? 'home' : 'thread';
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
  const controls = { sound, onSound: changeSound, onClose };
  const hasHome = (visitor?.conversations.length ?? 0) + (visitor?.starting.length ?? 0) > 0;

  const atHome = route.screen === 'home' && client !== null;
  const hero = { siteName: site.name, staff, line };
  const goHome = hasHome ? () => setRoute({ screen: 'home' }) : null;

  return (
    <main ref={root} className="flex h-full flex-col bg-surface text-text">
      {isQuiet(phase) ? (
        later && <later.QuietScreen phase={phase} onTryAgain={session.tryAgain} onClose={onClose} />
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
          {connection?.status === 'outdated' ? <OutdatedBar /> : null}
          <ConversationScreen
            client={client}
            Picker={later?.EmojiPicker ?? null}
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
): [Route, (route: Route) => void] {
  const [route, setRoute] = useState<Route>({ screen: 'thread', id: null });
  const decided = useRef<{ client: VisitorClient; times: number } | null>(null);
  useEffect(() => {
    if (!client) {
      if (decided.current) setRoute({ screen: 'thread', id: null });
      decided.current = null;
      return;
    }
    if (!visitor || times === 0) return;
    const before = decided.current;
    if (before?.client === client && before.times === times) return;
    const unread = visitor.conversations.filter((entry) => entry.unread > 0);
    decided.current = { client, times };
    // Shown again: stay where the person was, unless something new waits elsewhere.
    if (before?.client === client && unread.length === 0) return;
    const [only] = unread;
    // Already there, perhaps under the id it had before it was acknowledged.
    if (only && unread.length === 1 && idOf(client, route) === only.conversation.id) return;
    if (only && unread.length === 1) setRoute({ screen: 'thread', id: only.conversation.id });
    else if (visitor.conversations.length + visitor.starting.length > 0)
      setRoute({ screen: 'home' });
    else setRoute({ screen: 'thread', id: null });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new route is no reason to decide again
  }, [client, visitor, times]);
  return [route, setRoute];
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

function OutdatedBar() {
  const book = usePhrases();
  return (
    <div role="alert" className="flex items-center justify-between gap-3 bg-fill px-4 py-2 text-sm">
      {book.say('outdated')}
      <button
        type="button"
        className="rounded-control font-medium underline underline-offset-2"
        onClick={() => location.reload()}
      >
        {book.say('reload')}
      </button>
    </div>
  );
}
