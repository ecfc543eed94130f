/**
 * The frame from its first moment: waits for the page around it to introduce itself, then draws.
 * Opened as a page of its own (no parent), it is a chat page.
 */
import { createRoot } from 'react-dom/client';
import { createStore } from 'zustand/vanilla';
import { createVisitorClient } from '@/lib/client/create-visitor-client';
import { forgetVisitor } from '@/lib/client/browser/forget-visitor';
import type { HostMessage, Page } from '../bridge/host-messages';
import { requestSession } from '../session/request-session';
import { createTokenStore } from '../session/token-store';
import { createVisitorSession, type VisitorSession } from '../session/visitor-session';
import { chooseLanguage, loadStrings, localeFor } from '../strings/languages';
import { phraseBook, type PhraseBook } from '../strings/phrase-book';
import { applyTheme } from './apply-theme';
import { connectHost } from './host-bridge';
import { PhrasesContext } from './phrases';
import type { SiteConfig } from './site-config';
import type { Fetches } from './use-later';
import { WidgetApp, type Shown } from './widget-app';

type Init = Extract<HostMessage, { type: 'init' }>;

export function start(config: SiteConfig, fetches: Fetches): void {
  const alone = window.parent === window;
  /** `/inbox` leads here (next.config.ts). */
  const inbox = alone && new URLSearchParams(location.search).get('open') === 'inbox';
  const shown = createStore<Shown>(() => ({ shown: alone, times: alone ? 1 : 0, inbox }));
  let session: VisitorSession | null = null;
  let page: Page | null = null;
  /** Words from the page that came while the language was being fetched. */
  let early: HostMessage[] | null = null;

  const bridge = connectHost(config.allowedOrigins, (message) => {
    if (message.type === 'init') void begin(message);
    else if (early) early.push(message);
    else hear(message);
  });
  if (alone) {
    const identity = new URLSearchParams(location.hash.slice(1)).get('identity');
    // It says who somebody is: not for the history, nor for whoever looks at the address.
    if (identity) history.replaceState(null, '', location.search);
    void begin({
      type: 'init',
      language: navigator.language,
      overrides: {},
      page: { url: location.href, title: document.title },
      identity,
    });
  }

  function hear(message: HostMessage): void {
    if (!session) return;
    switch (message.type) {
      case 'shown':
        shown.setState(({ times }) => ({
          shown: true,
          times: times + 1,
          inbox: message.inbox,
        }));
        session.wake();
        return;
      case 'hidden':
        shown.setState({ shown: false });
        return;
      case 'page':
        page = message.page;
        reportPage();
        return;
      case 'identify':
        session.identify(message.identity);
        return;
      case 'logout':
        session.logout();
        if (shown.getState().shown) session.wake();
        return;
      case 'init':
        return;
    }
  }

  function reportPage(): void {
    const client = session?.store.getState().client;
    if (client && page && /^https?:\/\//i.test(page.url)) client.reportPage(page);
  }

  async function begin(init: Init): Promise<void> {
    if (session || early) return;
    early = [];
    page = init.page;
    const look = applyTheme(config.theme, init.overrides);
    const language = chooseLanguage(init.language);
    const strings = await loadStrings(language);
    const book = phraseBook(strings, language, localeFor(init.language, language));
    document.documentElement.lang = language;
    document.documentElement.dir = book.direction;
    document.title = book.say('chat');

    const tokens = createTokenStore(config.key);
    session = createVisitorSession({
      siteKey: config.key,
      identityEnforced: config.identityEnforced,
      language: init.language,
      tokens,
      request: requestSession,
      createClient: (options) =>
        createVisitorClient({ ...options, fetchNotifications: fetches.list }),
      forget: forgetVisitor,
      warn: (text) => console.warn(`[Switchboard] ${text}`),
    });
    session.store.subscribe((state, before) => {
      if (state.client !== before.client) reportPage();
    });
    draw(config, session, book);
    bridge.send({
      type: 'ready',
      color: look.brand,
      onColor: look.onBrand,
      position: look.position,
      direction: book.direction,
      labels: { frame: book.say('chat'), close: book.say('closeChat') },
    });
    bridge.send({ type: 'unread', count: 0, label: book.say('openChat') });
    tellNews(book, 0);

    if (init.identity !== null) session.identify(init.identity);
    else if (tokens.read() !== null || (alone && !inbox)) session.wake();
    const waiting = early;
    early = null;
    for (const message of waiting) hear(message);
  }

  function tellNews(book: PhraseBook, count: number): void {
    const label = count === 0 ? book.say('notifications') : book.count('notificationsNew', count);
    bridge.send({ type: 'inbox', count, label });
  }

  function draw(shownSite: SiteConfig, current: VisitorSession, book: PhraseBook): void {
    const onUnread = (count: number) =>
      bridge.send({
        type: 'unread',
        count,
        label: count === 0 ? book.say('openChat') : book.count('openChatUnread', count),
      });
    const onNews = (count: number) => tellNews(book, count);
    const root = document.getElementById('root');
    if (!root) throw new Error('No #root.');
    createRoot(root).render(
      <PhrasesContext.Provider value={book}>
        <WidgetApp
          site={shownSite}
          session={current}
          shown={shown}
          fetches={fetches}
          onClose={alone ? null : () => bridge.send({ type: 'close' })}
          onUnread={onUnread}
          onNews={onNews}
        />
      </PhrasesContext.Provider>,
    );
  }
}
