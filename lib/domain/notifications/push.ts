/**
 * What becomes of the pushes that wait for one person. A device is told of each notification by itself,
 * and of many at once (after quiet hours, say) by a single message that counts them.
 */
import { sortOut, type Recipient, type Sorted, type Waiting } from './due';

export interface WaitingPush extends Waiting {
  /** Null: turned off, signed out, or somebody else's by now. */
  deviceId: string | null;
}

export interface PushPlan extends Omit<Sorted<WaitingPush>, 'ready'> {
  /** Each is one message to one device. Several notifications in it are told by their number. */
  send: { deviceId: string; items: WaitingPush[] }[];
}

/** A morning after a night's quiet is still soon enough; the e-mail tells the rest. */
const EXPIRES_MS = 24 * 3_600_000;
/** More than so many for one device become one message. */
const ONE_BY_ONE = 3;

export function planPush(waiting: readonly WaitingPush[], to: Recipient, now: number): PushPlan {
  const { ready, ...rest } = sortOut(
    waiting,
    to,
    {
      channel: 'push',
      expiresMs: EXPIRES_MS,
      whyNot: ({ deviceId }) => (deviceId === null ? 'no_device' : null),
    },
    now,
  );
  const devices = groupBy(ready, ({ deviceId }) => deviceId ?? '');
  const send = [...devices].flatMap(([deviceId, items]) => {
    // What waited twice, because more came while it was being sent, is told once.
    const each = [...groupBy(items, ({ notificationId }) => notificationId).values()];
    const messages = each.length > ONE_BY_ONE ? [items] : each;
    return messages.map((of) => ({ deviceId, items: of }));
  });
  return { ...rest, send };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

const RETRY_BASE_MS = 30_000;
const RETRY_FACTOR = 4;

/**
 * Between one try and the next: 30 s, 2 min, 8 min and 32 min, up to a quarter more by chance, and never
 * sooner than the push service asked for.
 */
export const pushRetryDelayMs = (
  /** Tries so far, at least one. */
  attempts: number,
  /** Uniform in [0, 1). */
  random: number,
  askedMs: number | null,
): number =>
  Math.max(askedMs ?? 0, RETRY_BASE_MS * RETRY_FACTOR ** (attempts - 1)) * (1 + random / 4);
