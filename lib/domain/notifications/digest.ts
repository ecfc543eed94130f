/** What becomes of the e-mails that wait for one person: sent together, put off, or not sent at all. */
import { sortOut, type Recipient, type Sorted, type Waiting } from './due';

export interface WaitingEmail extends Waiting {
  /** Of an earlier try of which nobody knows what became. */
  batchId: string | null;
}

export interface Addressee extends Recipient {
  /** Null: there is none that is known to be theirs. */
  address: string | null;
}

export interface DigestPlan extends Omit<Sorted<WaitingEmail>, 'ready'> {
  /** Each batch is one e-mail; null = a new one. */
  send: { batchId: string | null; items: WaitingEmail[] }[];
}

const EXPIRES_MS = 7 * 24 * 3_600_000;

export function planDigest(
  waiting: readonly WaitingEmail[],
  to: Addressee,
  now: number,
): DigestPlan {
  const { ready, ...rest } = sortOut(
    waiting,
    to,
    {
      channel: 'email',
      expiresMs: EXPIRES_MS,
      whyNot: () => (to.address === null ? 'no_address' : null),
    },
    now,
  );
  const batches = new Map<string | null, WaitingEmail[]>();
  for (const item of ready) {
    batches.set(item.batchId, [...(batches.get(item.batchId) ?? []), item]);
  }
  return { ...rest, send: [...batches].map(([batchId, items]) => ({ batchId, items })) };
}

const RETRY_BASE_MS = 2 * 60_000;
const RETRY_FACTOR = 5;

/** Between one try and the next: 2 min, 10 min, 50 min and 4 h, up to a quarter more by chance. */
export const retryDelayMs = (
  /** Tries so far, at least one. */
  attempts: number,
  /** Uniform in [0, 1). */
  random: number,
): number => RETRY_BASE_MS * RETRY_FACTOR ** (attempts - 1) * (1 + random / 4);
