/**
 * E-mails whose time has come. Claim and check in one short transaction, send outside of it, note what
 * became of it. A worker that dies in between leaves rows that are due again when its claim is over.
 * If the server had taken the e-mail by then, it goes out a second time, with the same Message-ID:
 * at least once, and recognisable (docs/decisions/016-notifications.md).
 */
import '#server-guard';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { planDigest, retryDelayMs, type WaitingEmail } from '@/lib/domain/notifications/digest';
import { MAX_TRIES } from '@/lib/domain/notifications/due';
import { config } from '@/lib/platform/config';
import { logger } from '@/lib/platform/logger';
import { senderOf, type Mail, type MailResult, type Mailer } from '@/lib/platform/mail';
import { claimBatches, toClaimed, type Batch, type Decided } from './claim-batches';
import { composeDigest } from './compose-digest';
import * as store from './delivery-store';
import { isTellable, toRecipient, toSettled, toWaiting } from './read-claimed';

/** People per claim: each gets a connection to the mail server, all at once. */
const AT_ONCE = 5;

interface EmailBatch extends Batch {
  mail: Mail;
}

export interface Sending {
  mailer: Mailer;
  now: () => Date;
  /** Asked before each claim. */
  stopped?: () => boolean;
}

/** Until nothing is due, or others have it in hand. */
export async function sendDueEmails({ mailer, now, stopped }: Sending): Promise<void> {
  while (!stopped?.()) {
    const { people, batches } = await claimEmails(now());
    if (people === 0) return;
    await Promise.all(batches.map((batch) => sendBatch(batch, mailer, now)));
  }
}

/** One claim; what it decides is committed when it returns. */
export const claimEmails = (now: Date): Promise<{ people: number; batches: EmailBatch[] }> =>
  claimBatches('email', now, AT_ONCE, (to, rows) => decideFor(to, rows, now));

function decideFor(
  to: store.AddresseeRow,
  rows: ReadonlyMap<string, store.WaitingRow>,
  now: Date,
): Decided<EmailBatch> {
  const address = z.email().nullable().catch(null).parse(to.address);
  const addressee = { ...toRecipient(to), address };
  const plan = planDigest([...rows.values()].map(toEmail), addressee, now.getTime());
  return {
    batches: plan.send.map(({ batchId: known, items }) => {
      const batchId = known ?? uuid();
      const told = items.map(({ deliveryId }) => rows.get(deliveryId)).filter(isTellable);
      const mail = composeDigest(told, { ...to, address: address ?? '' }, messageId(batchId));
      return { ...toClaimed(items, batchId, now), providerId: mail.messageId, mail };
    }),
    ...toSettled(plan, rows),
  };
}

const toEmail = (row: store.WaitingRow): WaitingEmail => ({
  ...toWaiting(row),
  batchId: row.batch_id,
});

const messageId = (batchId: string): string => {
  const { address } = senderOf(config().MAIL_FROM ?? '');
  return `<digest.${batchId}@${address.split('@')[1] ?? 'localhost'}>`;
};

async function sendBatch(batch: EmailBatch, mailer: Mailer, now: () => Date): Promise<void> {
  await settle(batch, await mailer.send(batch.mail), now());
}

function settle(batch: EmailBatch, result: MailResult, at: Date): Promise<unknown> {
  if (result.state === 'sent') return store.markSent(batch, at);
  const { batchId, attempts } = batch;
  // Which ones and why stands in the delivery log; neither addresses nor words belong here.
  logger('notifications').warn(
    { batchId, attempts, state: result.state },
    'an e-mail was not sent',
  );
  if (result.state === 'refused' || attempts >= MAX_TRIES) {
    return store.markFailed(batch, result.reason, at);
  }
  const notBefore = new Date(at.getTime() + retryDelayMs(attempts, Math.random()));
  const retry = { reason: result.reason, notBefore, sameBatch: result.unknown };
  return store.markForRetry(batch, retry, at);
}
