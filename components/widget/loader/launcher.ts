/** Button and frame on the customer's page: how they are made, shown and named. Knows no protocol. */
import type { FrameMessage } from '../bridge/host-messages';
import { launcherStyles } from './launcher-styles';
import { coverPage, fitToKeyboard, isFullScreen } from './viewport';

export type Ready = Extract<FrameMessage, { type: 'ready' }>;

export interface Launcher {
  attach(): void;
  frame: HTMLIFrameElement;
  button: HTMLButtonElement;
  /** The frame is alive: take its colours and names, and show the button. */
  dress(ready: Ready): void;
  setUnread(count: number, label: string): void;
  setOpen(open: boolean): void;
  /** The window crossed the phone width while open. */
  refit(): void;
}

const SHAPES = {
  b: 'M5 19s2-1 2-7a7 7 0 0 1 14 0c0 6 2 7 2 7ZM12 23q2 2 4 0',
  m: 'M14 4.7c-5.6 0-9.8 3.8-9.8 8.6 0 2.5 1.1 4.7 3 6.3l-.7 3.5c-.1.5.4.9.9.7l4-1.9c.8.2 1.7.2 2.6.2 5.6 0 9.8-3.9 9.8-8.8S19.6 4.7 14 4.7Z',
  x: 'm8 8 12 12M20 8 8 20',
};

function shape(kind: keyof typeof SHAPES): SVGSVGElement {
  const make = (name: string, attributes: Record<string, string>) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key in attributes) element.setAttribute(key, attributes[key]!);
    return element;
  };
  const svg = make('svg', { viewBox: '0 0 28 28', class: kind, 'aria-hidden': 'true' });
  svg.append(
    make('path', {
      d: SHAPES[kind],
      fill: kind === 'm' ? 'currentColor' : 'none',
      stroke: 'currentColor',
      'stroke-width': kind === 'm' ? '1' : '2.4',
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  );
  return svg as SVGSVGElement;
}

/** Who wears the sheet: the launcher and every bell. */
function shadowOf(host: HTMLElement): ShadowRoot {
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherStyles);
  shadow.adoptedStyleSheets = [sheet];
  return shadow;
}

function createButton(onPress: () => void, ...kinds: (keyof typeof SHAPES)[]) {
  const button = document.createElement('button');
  const badge = document.createElement('b');
  button.type = 'button';
  button.hidden = badge.hidden = true;
  badge.ariaHidden = 'true';
  button.append(...kinds.map(shape), badge);
  button.addEventListener('click', onPress);
  return {
    button,
    count(count: number) {
      badge.textContent = count > 99 ? '99+' : String(count);
      badge.hidden = count === 0;
    },
  };
}

export interface Bell {
  button: HTMLButtonElement;
  host: HTMLElement;
  tell(count: number, label: string): void;
}

/** A button inside `place`, as wide and in the colour of what the page has there. */
export function createBell(place: Element, onPress: (button: HTMLButtonElement) => void): Bell {
  const host = document.createElement('span');
  host.className = 'bell';
  const { button, count } = createButton(() => onPress(button), 'b');
  shadowOf(host).append(button);
  place.append(host);
  return {
    button,
    host,
    tell(value, label) {
      count(value);
      button.ariaLabel = label;
      button.hidden = false;
    },
  };
}

export function createLauncher(onToggle: () => void): Launcher {
  const host = document.createElement('div');
  host.id = 'switchboard';
  const stage = document.createElement('div');
  const { button, count: showCount } = createButton(onToggle, 'm', 'x');
  const frame = document.createElement('iframe');
  frame.allow = 'autoplay';
  stage.append(frame, button);
  shadowOf(host).append(stage);

  let open = false;
  let closedLabel = '';
  let closeLabel = '';
  let undo: (() => void)[] = [];
  const name = () => {
    button.ariaLabel = open ? closeLabel : closedLabel;
    button.ariaExpanded = String(open);
  };
  const fit = () => {
    for (const step of undo) step();
    undo = [];
    const full = open && isFullScreen();
    stage.className = full ? 'full' : '';
    if (full) undo = [coverPage(host), fitToKeyboard(frame)];
  };

  return {
    /** Puts it on the page. */
    attach: () => document.body.append(host),
    frame,
    button,
    dress(ready) {
      const left = ready.position === 'left';
      host.style.setProperty('--c', ready.color);
      host.style.setProperty('--o', ready.onColor);
      host.style.setProperty('--side', left ? '20px' : 'auto');
      host.style.setProperty('--other', left ? 'auto' : '20px');
      closedLabel ||= ready.labels.frame;
      closeLabel = ready.labels.close;
      frame.title = ready.labels.frame;
      button.hidden = false;
      name();
    },
    setUnread(count, label) {
      closedLabel = label;
      showCount(count);
      name();
    },
    setOpen(next) {
      open = next;
      frame.className = open ? 'on' : '';
      // Hidden things are out of the tab order and unheard already; the attribute says so to tests and tools.
      frame.ariaHidden = open ? null : 'true';
      frame.tabIndex = open ? 0 : -1;
      if (open) showCount(0);
      fit();
      name();
    },
    refit: fit,
  };
}
