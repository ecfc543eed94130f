/**
 * Who the visitor is, from the first look to signing out. Nobody is registered for merely loading a
 * page: a session is asked for when the chat is opened, when the page says who it is (identify), or
 * when this browser has been here before.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { TIMES } from '@/lib/contracts/limits';
import type { WidgetSession } from '@/lib/contracts/widget-sessions';
import type { VisitorClient, VisitorClientOptions } from '@/lib/client/switchboard-client';
import type { SessionAnswer } from './request-session';
import type { TokenStore } from './token-store';

export type SessionPhase =
  | 'asleep'
  | 'starting'
  | 'ready'
  /** The site lets only people in whom it signed, and signed nobody. */
  | 'sign_in_needed'
  | 'identity_rejected'
  /** Being tried again. */
  | 'unreachable'
  /** The site is gone: nothing to try. */
  | 'unavailable';

export interface SessionState {
  phase: SessionPhase;
  client: VisitorClient | null;
}

export interface VisitorSession {
  store: StoreApi<SessionState>;
  /** Lets the visitor in unless that happened or is happening. */
  wake(): void;
  identify(identity: string): void;
  /** Forgets the person here: token, unsent messages, drafts. */
  logout(): void;
  tryAgain(): void;
}

export interface VisitorSessionOptions {
  siteKey: string;
  identityEnforced: boolean;
  language: string;
  tokens: TokenStore;
  request: (request: {
    siteKey: string;
    visitorToken?: string;
    identity?: string;
    language?: string;
  }) => Promise<SessionAnswer>;
  createClient: (options: VisitorClientOptions) => VisitorClient;
  /** Removes everything this browser keeps of a person. */
  forget: (contactId: string) => Promise<void>;
  /** For the developer of the page. */
  warn: (text: string) => void;
}

export function createVisitorSession(options: VisitorSessionOptions): VisitorSession {
  const { siteKey, tokens } = options;
  const store = createStore<SessionState>(() => ({ phase: 'asleep', client: null }));
  let identity: string | null = null;
  let contactId: string | null = null;
  let stopWatching = () => {};
  /** Only the newest attempt may write: an answer that comes after `logout` belongs to nobody. */
  let attempt = 0;
  let failures = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  function ask() {
    return options.request({
      siteKey,
      ...(tokens.read() === null ? {} : { visitorToken: tokens.read()! }),
      ...(identity === null ? {} : { identity }),
      ...(options.language === '' ? {} : { language: options.language.slice(0, 35) }),
    });
  }

  async function enter(): Promise<void> {
    const mine = (attempt += 1);
    clearTimeout(retryTimer);
    if (options.identityEnforced && identity === null && tokens.read() === null) {
      store.setState({ phase: 'sign_in_needed' });
      return;
    }
    if (store.getState().client === null) store.setState({ phase: 'starting' });
    const answer = await ask();
    if (mine !== attempt) return;
    if (answer.ok) {
      failures = 0;
      adopt(answer.session);
      return;
    }
    switch (answer.code) {
      case 'identity_required':
        tokens.clear();
        leave('sign_in_needed');
        return;
      case 'identity_invalid':
        options.warn(
          'identify: the server did not accept this token. Check its secret, "aud" (the site key) and "exp".',
        );
        leave('identity_rejected');
        return;
      case 'not_found':
      case 'forbidden':
      case 'invalid':
        leave('unavailable');
        return;
      default: {
        failures += 1;
        const cap = Math.min(TIMES.retryCapMs, TIMES.retryBaseMs * 2 ** failures);
        const wait = answer.retryAfterMs ?? Math.random() * cap;
        store.setState({ phase: store.getState().client ? 'ready' : 'unreachable' });
        retryTimer = setTimeout(() => void enter(), wait);
      }
    }
  }

  function leave(phase: SessionPhase): void {
    stopWatching();
    store.getState().client?.stop();
    contactId = null;
    store.setState({ phase, client: null });
  }

  function adopt(session: WidgetSession): void {
    tokens.write(session.visitorToken);
    if (session.contact.id === contactId && store.getState().client) return;
    leave('starting');
    contactId = session.contact.id;
    const client = options.createClient({
      token: session.visitorToken,
      self: { kind: 'contact', id: session.contact.id, name: session.contact.name },
      initial: { conversations: session.conversations, staff: session.staff },
      async renewToken() {
        const answer = await ask();
        if (!answer.ok || answer.session.contact.id !== contactId) return null;
        tokens.write(answer.session.visitorToken);
        return answer.session.visitorToken;
      },
    });
    stopWatching = client.connection.subscribe(({ status, reason }) => {
      if (status !== 'closed' || reason === 'stopped' || reason === null) return;
      if (reason === 'origin_not_allowed' || reason === 'forbidden') leave('unavailable');
      else {
        // The server no longer knows this token; whoever comes now, comes as the server says.
        tokens.clear();
        leave('starting');
        void enter();
      }
    });
    client.start();
    store.setState({ phase: 'ready', client });
  }

  addEventListener('online', () => {
    if (store.getState().phase === 'unreachable') void enter();
  });

  return {
    store,
    wake() {
      if (store.getState().phase === 'asleep') void enter();
    },
    identify(token) {
      if (token === identity) return;
      identity = token;
      failures = 0;
      void enter();
    },
    logout() {
      const gone = contactId;
      attempt += 1;
      clearTimeout(retryTimer);
      identity = null;
      tokens.clear();
      leave('asleep');
      if (gone !== null) {
        options.forget(gone).catch((error: unknown) => {
          options.warn(`logout: this browser kept something of the person (${String(error)}).`);
        });
      }
    },
    tryAgain() {
      failures = 0;
      void enter();
    },
  };
}
