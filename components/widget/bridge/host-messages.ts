/**
 * What the loader (on the customer's page) and the frame (on ours) say to each other. Both sides pin
 * origin and window before they read, and read only what these checks pass: the page around us is
 * not ours, and neither may drive the other with anything else. Hand-written: the loader is 4 KB.
 */
export const BRIDGE = 'switchboard/1';

export interface Overrides {
  color?: string;
  position?: 'left' | 'right';
  scheme?: 'light' | 'dark' | 'auto';
}

/** Loader → frame. */
export type HostMessage =
  | {
      type: 'init';
      language: string;
      overrides: Overrides;
      page: Page;
      identity: string | null;
    }
  /** `inbox`: a bell was pressed. */
  | { type: 'shown'; fullScreen: boolean; inbox: boolean }
  | { type: 'hidden' }
  | { type: 'page'; page: Page }
  | { type: 'identify'; identity: string }
  | { type: 'logout' };

/** Frame → loader. */
export type FrameMessage =
  | {
      type: 'ready';
      color: string;
      onColor: string;
      position: 'left' | 'right';
      direction: 'ltr' | 'rtl';
      labels: { frame: string; close: string };
    }
  /** `label`: the launcher's accessible name while closed. */
  | { type: 'unread'; count: number; label: string }
  /** Notifications that nobody has seen yet; `label`: the accessible name of a bell. */
  | { type: 'inbox'; count: number; label: string }
  | { type: 'close' };

export interface Page {
  url: string;
  title: string;
}

const LONGEST = { url: 2_048, title: 200, identity: 4_096, label: 200, language: 35 };

type Fields = Record<string, unknown>;
const text = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest;
const oneOf = <Value extends string>(value: unknown, allowed: readonly Value[]): value is Value =>
  allowed.includes(value as Value);
const color = (value: unknown): value is string =>
  typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value);

function opened(data: unknown): Fields | null {
  if (typeof data !== 'object' || data === null) return null;
  return (data as Fields).bridge === BRIDGE ? (data as Fields) : null;
}

function pageOf(value: unknown): Page | null {
  if (typeof value !== 'object' || value === null) return null;
  const { url, title } = value as Fields;
  return text(url, LONGEST.url) && text(title, LONGEST.title) ? { url, title } : null;
}

/** Overrides that are not understood are left out, not refused: a typo must not take the chat away. */
function overridesOf(value: unknown): Overrides {
  const given = typeof value === 'object' && value !== null ? (value as Fields) : {};
  const overrides: Overrides = {};
  if (color(given.color)) overrides.color = given.color;
  if (oneOf(given.position, ['left', 'right'])) overrides.position = given.position;
  if (oneOf(given.scheme, ['light', 'dark', 'auto'])) overrides.scheme = given.scheme;
  return overrides;
}

/** Null = not one of ours. */
export function readHostMessage(data: unknown): HostMessage | null {
  const message = opened(data);
  switch (message?.type) {
    case 'init': {
      const page = pageOf(message.page);
      const { language, identity = null } = message;
      if (!page || !text(language, LONGEST.language)) return null;
      if (identity !== null && !text(identity, LONGEST.identity)) return null;
      return { type: 'init', language, overrides: overridesOf(message.overrides), page, identity };
    }
    case 'shown':
      return typeof message.fullScreen === 'boolean'
        ? { type: 'shown', fullScreen: message.fullScreen, inbox: message.inbox === true }
        : null;
    case 'page': {
      const page = pageOf(message.page);
      return page && { type: 'page', page };
    }
    case 'identify':
      return text(message.identity, LONGEST.identity) && message.identity !== ''
        ? { type: 'identify', identity: message.identity }
        : null;
    case 'hidden':
    case 'logout':
      return { type: message.type };
    default:
      return null;
  }
}

/** Null = not one of ours. */
export function readFrameMessage(data: unknown): FrameMessage | null {
  const message = opened(data);
  switch (message?.type) {
    case 'ready': {
      const { color: brand, onColor, position, direction } = message;
      const labels = (message.labels ?? {}) as Fields;
      if (!color(brand) || !color(onColor)) return null;
      if (!oneOf(position, ['left', 'right']) || !oneOf(direction, ['ltr', 'rtl'])) return null;
      if (!text(labels.frame, LONGEST.label) || !text(labels.close, LONGEST.label)) return null;
      return {
        type: 'ready',
        color: brand,
        onColor,
        position,
        direction,
        labels: { frame: labels.frame, close: labels.close },
      };
    }
    case 'unread':
    case 'inbox':
      return Number.isSafeInteger(message.count) &&
        (message.count as number) >= 0 &&
        text(message.label, LONGEST.label)
        ? { type: message.type, count: message.count as number, label: message.label }
        : null;
    case 'close':
      return { type: 'close' };
    default:
      return null;
  }
}
