/**
 * `/embed.js`: the part of Switchboard that runs on a customer's page. Puts a launcher there, keeps
 * the chat in a frame on our own origin, and offers `window.Switchboard(command, …)`.
 * It reads only its own tag, the page's address, title and language, and asks for nothing but the
 * frame. No request, no storage, no eval, no inline style. See docs/embedding.md.
 */
import {
  BRIDGE,
  readFrameMessage,
  type FrameMessage,
  type HostMessage,
} from '../bridge/host-messages';
import { createBell, createLauncher, type Bell } from './launcher';
import { currentPage, watchPage } from './page-watch';
import { isFullScreen, onFullScreenChange } from './viewport';

type Listener = (value?: number) => void;
type Topic = 'unread' | 'open' | 'close' | 'ready';
interface Api {
  (command: string, ...values: unknown[]): unknown;
  /** Calls made before this script arrived (docs/embedding.md shows the one-line stub). */
  q?: ArrayLike<unknown>[];
  loaded?: true;
}

const scope = window as { Switchboard?: Api };
const tag = document.currentScript as HTMLScriptElement | null;

function start(script: HTMLScriptElement, siteKey: string): void {
  const origin = new URL(script.src).origin;
  const data = script.dataset;
  const listeners: Record<Topic, Set<Listener>> = {
    unread: new Set(),
    open: new Set(),
    close: new Set(),
    ready: new Set(),
  };
  let open = false;
  let ready = false;
  let unread = 0;
  let identity: string | null = null;
  /** The frame has had its `init`; what it said to know by then must be told as it changes. */
  let introduced = false;
  /** `logout` was called before the frame could hear it. */
  let forgetFirst = false;
  /** Asked for before the frame was there. */
  let wanted: boolean | null = null;

  const launcher = createLauncher(() => setOpen(!open));
  const { frame, button } = launcher;
  /** Has the focus back when the frame closes. */
  let opener = button;
  /** A bell was pressed: the frame shall open at the inbox. */
  let inbox = false;
  const bells = new Set<Bell>();
  let news: Extract<FrameMessage, { type: 'inbox' }> | null = null;

  const tell = (message: HostMessage) =>
    frame.contentWindow?.postMessage({ bridge: BRIDGE, ...message }, origin);
  const tellShown = () => {
    if (!open) return;
    tell({ type: 'shown', fullScreen: isFullScreen(), inbox });
    inbox = false;
  };
  const emit = (topic: Topic, value?: number) => {
    for (const listener of [...listeners[topic]]) {
      try {
        listener(value);
      } catch (error) {
        // The page's own mistake: shown as such, and not ours to stop for.
        setTimeout(() => {
          throw error;
        });
      }
    }
  };

  function setOpen(next: boolean): void {
    load();
    if (!ready) {
      wanted = next;
      return;
    }
    const changes = next !== open;
    if (!changes && !inbox) return;
    open = next;
    launcher.setOpen(open);
    if (open) {
      frame.focus();
      tellShown();
    } else {
      tell({ type: 'hidden' });
      opener.focus();
      opener = button;
    }
    if (changes) emit(open ? 'open' : 'close');
  }

  function addBell(place: unknown): unknown {
    if (!(place instanceof Element)) {
      console.warn('[Switchboard] bell takes an element.');
      return;
    }
    const bell = createBell(place, (pressed) => {
      inbox = true;
      opener = pressed;
      setOpen(true);
    });
    bells.add(bell);
    if (news) bell.tell(news.count, news.label);
    return () => {
      bells.delete(bell);
      bell.host.remove();
    };
  }

  function load(): void {
    if (frame.src) return;
    frame.addEventListener('load', () => {
      tell({
        type: 'init',
        language: (data.lang ?? document.documentElement.lang).slice(0, 35),
        overrides: {
          color: data.color,
          position: data.position as 'left' | undefined,
          scheme: data.scheme as 'auto' | undefined,
        },
        page: currentPage(),
        identity: forgetFirst ? null : identity,
      });
      introduced = true;
      if (forgetFirst) {
        tell({ type: 'logout' });
        if (identity !== null) tell({ type: 'identify', identity });
      }
      forgetFirst = false;
    });
    frame.src = `${origin}/widget?site=${encodeURIComponent(siteKey)}`;
  }

  addEventListener('message', (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const message = readFrameMessage(event.data);
    if (message?.type === 'ready') {
      launcher.dress(message);
      // Again after the frame reloaded itself: it must hear that it is on screen.
      tellShown();
      if (ready) return;
      ready = true;
      launcher.setOpen(false);
      emit('ready');
      if (wanted) setOpen(true);
    } else if (message?.type === 'unread') {
      launcher.setUnread(open ? 0 : message.count, message.label);
      if (message.count !== unread) {
        unread = message.count;
        emit('unread', unread);
      }
    } else if (message?.type === 'inbox') {
      news = message;
      for (const bell of bells) bell.tell(message.count, message.label);
    } else if (message?.type === 'close') setOpen(false);
  });
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && open && event.composedPath()[0] === button) setOpen(false);
  });
  onFullScreenChange(() => {
    launcher.refit();
    tellShown();
  });
  watchPage((page) => tell({ type: 'page', page }));

  const commands: Record<string, (...values: unknown[]) => unknown> = {
    open: () => setOpen(true),
    close: () => setOpen(false),
    bell: addBell,
    toggle: () => setOpen(ready ? !open : !wanted),
    identify: (token) => {
      if (typeof token !== 'string' || token === '') {
        console.warn('[Switchboard] identify needs the signed token of your server.');
        return;
      }
      identity = token;
      load();
      if (introduced) tell({ type: 'identify', identity: token });
    },
    logout: () => {
      identity = null;
      load();
      if (introduced) tell({ type: 'logout' });
      else forgetFirst = true;
    },
    on: (topic, listener) => {
      const heard = listeners[topic as Topic];
      if (!heard || typeof listener !== 'function') {
        console.warn(
          "[Switchboard] on takes 'unread', 'open', 'close' or 'ready', and a function.",
        );
        return () => {};
      }
      heard.add(listener as Listener);
      if (topic === 'unread' && ready) (listener as Listener)(unread);
      if (topic === 'ready' && ready) (listener as Listener)();
      return () => heard.delete(listener as Listener);
    },
  };

  const api: Api = (command, ...values) => {
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (run) return run(...values);
    console.warn(`[Switchboard] There is no command '${String(command)}'.`);
  };
  const early = scope.Switchboard?.q;
  api.loaded = true;
  scope.Switchboard = api;
  for (const call of Array.from(early ?? [])) {
    const [command, ...values] = Array.from(call);
    api(String(command), ...values);
  }

  // Not before the page has loaded: a page that is still hydrating would take the launcher for a
  // mistake of its own and throw it away. The frame waits for a quiet moment; opening is then instant.
  const arrive = () => {
    launcher.attach();
    document.querySelectorAll('[data-switchboard-bell]').forEach(addBell);
    if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 4_000 });
    else setTimeout(load, 800);
  };
  if (document.readyState === 'complete') arrive();
  else addEventListener('load', arrive);
}

if (!tag?.src || !tag.dataset.site) {
  console.warn('[Switchboard] The script tag needs data-site="YOUR SITE KEY".');
} else if (!scope.Switchboard?.loaded) {
  start(tag, tag.dataset.site);
}
