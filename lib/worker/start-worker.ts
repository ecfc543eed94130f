/** The worker role: what happens after the commit, and what happens because time has passed. */
import { CONSUMER_GROUPS, type ConsumerGroup } from '@/lib/contracts/consumer-groups';
import { eventStream, type Consumer } from '@/lib/platform/event-stream';
import { failpoint, failpointsOn } from '@/lib/platform/failpoint';
import { logger } from '@/lib/platform/logger';
import { repeat } from '@/lib/platform/repeat';
import { buryDeadLetter, forgetOldDeadLetters } from '@/lib/server/dead-letters/bury-dead-letter';
import { forgetExpiredRequests } from '@/lib/server/http/idempotency';
import { announceAgain } from './consumers/announce-again';
import { measureConversations } from './consumers/measure-conversations';
import { notifyPeople } from './consumers/notify-people';
import { startMeasuringMissed } from './measure-missed';
import { startRelay } from './relay-outbox';
import { startDeliveries } from './send-due-deliveries';
import { forgetOldCauses } from '@/lib/server/notifications/forget-old-causes';
import { wakeNotifications } from '@/lib/server/notifications/wake-notifications';
import { wakeSnoozed } from './wake-snoozed';

const WAKE_EVERY_MS = 1_000;
const TIDY_EVERY_MS = 60_000;

const CONSUMERS: Record<ConsumerGroup, Consumer> = {
  announce: announceAgain,
  notify: notifyPeople,
  measure: measureConversations,
};

/** For tests: says what was done, and may die before the stream is told. */
const witnessed = (group: ConsumerGroup, consumer: Consumer): Consumer => {
  const log = logger('worker');
  return async (entry) => {
    await consumer(entry);
    log.info({ group, eventId: entry.id }, 'an effect was made');
    failpoint('effect:made', entry.id);
  };
};

export function startWorker(): Promise<{ stop(): Promise<void> }> {
  const log = logger('worker');
  if (failpointsOn)
    log.warn('FAILPOINT_FILE is set: this process can be made to die; for tests only');
  const stream = eventStream();
  const stopConsuming = CONSUMER_GROUPS.map((group) =>
    stream.consume(
      group,
      failpointsOn ? witnessed(group, CONSUMERS[group]) : CONSUMERS[group],
      buryDeadLetter,
    ),
  );
  const tasks = [
    startRelay(stream),
    startDeliveries(),
    startMeasuringMissed(),
    repeat(WAKE_EVERY_MS, log, wakeSnoozed),
    repeat(WAKE_EVERY_MS, log, wakeNotifications),
    repeat(TIDY_EVERY_MS, log, () => stream.tidy()),
    repeat(TIDY_EVERY_MS, log, forgetOldDeadLetters),
    repeat(TIDY_EVERY_MS, log, forgetExpiredRequests),
    repeat(TIDY_EVERY_MS, log, () => forgetOldCauses()),
  ];
  return Promise.resolve({
    stop: async () => {
      await Promise.all(tasks.map((task) => task.stop()));
      await Promise.all(stopConsuming.map((stop) => stop()));
    },
  });
}
