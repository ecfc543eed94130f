/** What is due by one way: claimed in one short transaction, decided person by person. */
import type { Waiting } from '@/lib/domain/notifications/due';
import * as store from './delivery-store';

/** What goes out together. */
export interface Batch extends store.Claimed {
  /** The most of any of them, with the coming one. */
  attempts: number;
  /** What the taker is told it by; null = by nothing. */
  providerId: string | null;
}

export interface Decided<B extends Batch> extends Pick<store.Claim, 'postpone' | 'settle'> {
  batches: B[];
}

/**
 * One claim for up to `atOnce` people; what it decides is committed when it returns.
 * @returns `people`: 0 = nothing is due, or others have it in hand.
 */
export async function claimBatches<B extends Batch>(
  channel: Parameters<typeof store.claimDue>[0],
  now: Date,
  atOnce: number,
  decideFor: (to: store.AddresseeRow, rows: ReadonlyMap<string, store.WaitingRow>) => Decided<B>,
): Promise<{ people: number; batches: B[] }> {
  let batches: B[] = [];
  const people = await store.claimDue(channel, now, atOnce, (waiting, addressees) => {
    const decided = addressees.map((to) => {
      const theirs = waiting.filter((row) => row.recipient_id === to.recipient_id);
      return decideFor(to, new Map(theirs.map((row) => [row.id, row])));
    });
    batches = decided.flatMap((one) => one.batches);
    return {
      send: batches,
      postpone: decided.flatMap((one) => one.postpone),
      settle: decided.flatMap((one) => one.settle),
    };
  });
  return { people, batches };
}

export const toClaimed = (
  items: readonly Waiting[],
  batchId: string,
  now: Date,
): Omit<Batch, 'providerId'> => ({
  ids: items.map(({ deliveryId }) => deliveryId),
  batchId,
  claimedUntil: new Date(now.getTime() + store.CLAIM_MS),
  attempts: Math.max(...items.map(({ attempts }) => attempts)) + 1,
});
