/** The end user's inbox in the frame: tabs, the feed, and its settings behind a button. */
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import type { Note } from '@/components/notifications/notification-actions';
import { showsNews } from '@/lib/client/notifications/notification-rows';
import type { Notifications, VisitorClient } from '@/lib/client/switchboard-client';
import type { NotificationTab } from '@/lib/contracts/notifications';
import { iconButton } from '../frame/header';
import { BackIcon, CloseIcon } from '../frame/icons';
import { useStore } from '../frame/use-store';
import { loadInboxStrings } from '../strings/inbox-languages';
import type { PhraseBook } from '../strings/phrase-book';
import { createInboxActions } from './inbox-actions';
import { InboxBookContext, useInboxBook, type InboxBook } from './inbox-book';
import { InboxFeed } from './inbox-feed';
import { ReadAllIcon, SettingsIcon } from './inbox-icons';
import { InboxSettings } from './inbox-settings';
import { NoteBar } from './note-bar';
import { Centered, FeedSkeleton } from './states';

export interface InboxScreenProps {
  book: PhraseBook;
  /** Nobody is known here, and nobody is being asked for. */
  nobody: boolean;
  client: VisitorClient | null;
  /** Null until it can be followed. */
  notifications: Notifications | null;
  shown: boolean;
  onBack: () => void;
  onOpen: (conversationId: string) => void;
  /** Null when the chat is a page of its own. */
  onClose: (() => void) | null;
}

export function InboxScreen(props: InboxScreenProps) {
  const { client, notifications } = props;
  const book = useBook(props.book);
  const [settings, setSettings] = useState(false);
  if (!book) {
    return (
      <header className="border-b px-4 py-3">
        <h1 data-heading tabIndex={-1} className="text-lg font-semibold outline-none">
          {props.book.say('notifications')}
        </h1>
      </header>
    );
  }
  const followed = client !== null && notifications !== null && !props.nobody;
  return (
    <InboxBookContext.Provider value={book}>
      {settings && followed ? (
        <>
          <Bar
            {...props}
            title={book.say('settings')}
            back={book.say('toInbox')}
            onBack={() => setSettings(false)}
          />
          <InboxSettings client={client} notifications={notifications} />
        </>
      ) : followed ? (
        <Inbox
          {...props}
          book={book}
          client={client}
          notifications={notifications}
          onSettings={() => setSettings(true)}
        />
      ) : (
        <>
          <Bar {...props} title={book.say('notifications')} back={book.say('toChat')} />
          {props.nobody ? (
            <Centered title={book.say('nobody')}>{book.say('nobodyHint')}</Centered>
          ) : (
            <FeedSkeleton label={book.say('loading')} />
          )}
        </>
      )}
    </InboxBookContext.Provider>
  );
}

/** Null until the words are here. */
function useBook(book: PhraseBook): InboxBook | null {
  const [whole, setWhole] = useState<InboxBook | null>(null);
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    loadInboxStrings(book.language).then(
      (strings) => setWhole(book.with(strings)),
      () => {
        // Offline: asked for again.
        timer = setTimeout(() => setFailures(failures + 1), 3_000);
      },
    );
    return () => clearTimeout(timer);
  }, [book, failures]);
  return whole;
}

interface InboxProps extends Omit<InboxScreenProps, 'book'> {
  book: InboxBook;
  client: VisitorClient;
  notifications: Notifications;
  onSettings: () => void;
}

function Inbox(props: InboxProps) {
  const { book, client, notifications, onOpen, shown } = props;
  const [note, setNote] = useState<Note | null>(null);
  const actions = useMemo(
    () => createInboxActions(notifications, book, setNote, onOpen),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- where it leads is the same place each time
    [notifications, book],
  );
  useSeen(notifications, shown);
  const status = useStore(client.connection, (state) => state.status);
  const cut = status === 'offline' || status === 'closed' || status === 'reconnecting';
  return (
    <>
      <Bar {...props} title={book.say('notifications')} back={book.say('toChat')}>
        <button
          type="button"
          className={iconButton}
          aria-label={book.say('markAllRead')}
          title={book.say('markAllRead')}
          onClick={() => actions.markAllRead()}
        >
          <ReadAllIcon />
        </button>
        <button
          type="button"
          className={iconButton}
          aria-label={book.say('settings')}
          title={book.say('settings')}
          onClick={props.onSettings}
        >
          <SettingsIcon />
        </button>
      </Bar>
      <Tabs notifications={notifications} book={book} />
      <div role="status" className="shrink-0">
        {cut ? (
          <p className="border-b bg-waiting-soft px-4 py-1.5 text-xs text-waiting-text">
            {book.say('notConnected')}
          </p>
        ) : null}
      </div>
      <InboxFeed notifications={notifications} actions={actions} />
      <NoteBar note={note} onGone={() => setNote(null)} />
    </>
  );
}

interface BarProps extends Pick<InboxScreenProps, 'onBack' | 'onClose'> {
  title: string;
  back: string;
  children?: React.ReactNode;
}

function Bar({ title, back, onBack, onClose, children }: BarProps) {
  const book = useInboxBook();
  return (
    <header className="flex shrink-0 items-center gap-0.5 bg-surface px-2 pt-2">
      <button type="button" className={iconButton} aria-label={back} title={back} onClick={onBack}>
        <BackIcon />
      </button>
      <h1
        data-heading
        tabIndex={-1}
        className="min-w-0 flex-1 truncate px-1 text-base font-semibold outline-none"
      >
        {title}
      </h1>
      {children}
      {onClose ? (
        <button
          type="button"
          className={iconButton}
          aria-label={book.say('closeChat')}
          title={book.say('closeChat')}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      ) : null}
    </header>
  );
}

const TABS = [
  ['all', 'tabAll'],
  ['unread', 'tabUnread'],
  ['snoozed', 'tabSnoozed'],
  ['archived', 'tabArchived'],
] as const satisfies readonly (readonly [NotificationTab, string])[];

function Tabs({ notifications, book }: { notifications: Notifications; book: InboxBook }) {
  const current = useStore(notifications.store, (state) => state.tab);
  const unread = useStore(notifications.store, (state) => state.counts.unread);
  const show = (tab: NotificationTab) => void notifications.show(tab);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const forward = book.direction === 'rtl' ? -1 : 1;
    const step = { ArrowRight: forward, ArrowLeft: -forward }[event.key];
    if (step === undefined) return;
    const at = TABS.findIndex(([tab]) => tab === current);
    const [next] = TABS[(at + step + TABS.length) % TABS.length]!;
    event.preventDefault();
    show(next);
    event.currentTarget.querySelector<HTMLElement>(`#inbox-${next}`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label={book.say('whichOnes')}
      onKeyDown={onKeyDown}
      className="flex shrink-0 gap-1 overflow-x-auto border-b px-2.5 [scrollbar-width:none]"
    >
      {TABS.map(([tab, name]) => (
        <button
          key={tab}
          id={`inbox-${tab}`}
          type="button"
          role="tab"
          aria-selected={tab === current}
          aria-controls="inbox-feed"
          tabIndex={tab === current ? 0 : -1}
          onClick={() => show(tab)}
          className={`relative flex h-10 shrink-0 items-center gap-1.5 rounded-control px-2 text-sm font-medium -outline-offset-2 transition-colors touch:h-11 ${
            tab === current
              ? 'text-text after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-brand'
              : 'text-secondary hover:text-text'
          }`}
        >
          {book.say(name)}
          {tab === 'unread' && unread > 0 ? (
            <span className="text-xs font-normal text-secondary tabular">
              {unread > 99 ? '99+' : unread.toLocaleString(book.language)}
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}

/** What is on screen in front of somebody counts as seen; the bells follow. */
function useSeen(notifications: Notifications, shown: boolean): void {
  const unseen = useStore(notifications.store, (state) => state.counts.unseen);
  // Counts may run ahead of the rows: what these bring is seen when they are here.
  const version = useStore(notifications.store, (state) => state.version);
  const ready = useStore(
    notifications.store,
    (state) => state.status === 'ready' && showsNews(state.tab),
  );
  const [visible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  useEffect(() => {
    // A failure is no news: the next look sees again.
    if (shown && visible && ready && unseen > 0) void notifications.markAll('see');
  }, [notifications, shown, visible, ready, unseen, version]);
}
