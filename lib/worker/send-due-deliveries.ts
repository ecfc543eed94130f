/** What leaves the inboxes when its time has come. Nothing to do without a mail server. */
import { logger } from '@/lib/platform/logger';
import { mailer } from '@/lib/platform/mail';
import { repeat } from '@/lib/platform/repeat';
import { sendDueEmails } from '@/lib/server/deliveries/send-due-emails';

const LOOK_EVERY_MS = 3_000;

export function startDeliveries(): { stop(): Promise<void> } {
  let stopping = false;
  const sending = repeat(LOOK_EVERY_MS, logger('notifications'), async () => {
    const ours = mailer();
    if (!ours) return;
    await sendDueEmails({ mailer: ours, now: () => new Date(), stopped: () => stopping });
  });
  return {
    stop: () => {
      stopping = true;
      return sending.stop();
    },
  };
}
