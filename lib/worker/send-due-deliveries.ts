/** What leaves the inboxes when its time has come. No e-mails without a mail server. */
import { logger } from '@/lib/platform/logger';
import { mailer } from '@/lib/platform/mail';
import { repeat } from '@/lib/platform/repeat';
import { pusher } from '@/lib/platform/web-push';
import { forgetOldDeliveries } from '@/lib/server/deliveries/forget-old-deliveries';
import { sendDueEmails } from '@/lib/server/deliveries/send-due-emails';
import { sendDuePushes } from '@/lib/server/deliveries/send-due-pushes';

const LOOK_EVERY_MS = 3_000;
const TIDY_EVERY_MS = 60_000;

export function startDeliveries(): { stop(): Promise<void> } {
  const log = logger('notifications');
  let stopping = false;
  const tidying = repeat(TIDY_EVERY_MS, log, () => forgetOldDeliveries());
  const sending = repeat(LOOK_EVERY_MS, log, async () => {
    const ours = mailer();
    if (!ours) return;
    await sendDueEmails({ mailer: ours, now: () => new Date(), stopped: () => stopping });
  });
  // Apart from each other: a mail server that hangs holds no push up.
  const pushing = repeat(LOOK_EVERY_MS, log, () =>
    sendDuePushes({ pusher: pusher(), now: () => new Date(), stopped: () => stopping }),
  );
  return {
    stop: async () => {
      stopping = true;
      await Promise.all([sending.stop(), pushing.stop(), tidying.stop()]);
    },
  };
}
