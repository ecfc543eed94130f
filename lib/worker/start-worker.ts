/** The worker role: what happens after the commit, and what happens because time has passed. */
import { LIMITS } from '@/lib/contracts/limits';
import { eventStream } from '@/lib/platform/event-stream';
import { logger } from '@/lib/platform/logger';
import { repeat } from '@/lib/platform/repeat';
import { relayBatch } from '@/lib/server/outbox/outbox-store';
import { announceAgain } from './consumers/announce-again';
import { wakeSnoozed } from './wake-snoozed';

const RELAY_EVERY_MS = 100;
const WAKE_EVERY_MS = 1_000;

export function startWorker(): Promise<{ stop(): Promise<void> }> {
  const log = logger('worker');
  const stream = eventStream();
  const stopConsuming = [stream.consume('announce', announceAgain)];
  const tasks = [repeat(RELAY_EVERY_MS, log, relayAll), repeat(WAKE_EVERY_MS, log, wakeSnoozed)];
  return Promise.resolve({
    stop: async () => {
      await Promise.all(tasks.map((task) => task.stop()));
      for (const stop of stopConsuming) stop();
    },
  });

  /** Full batches follow each other at once; a part-filled one means that the outbox is empty. */
  async function relayAll(): Promise<void> {
    let handedOver: number;
    do {
      handedOver = await relayBatch(LIMITS.outboxBatch, (entries) => stream.append(entries));
    } while (handedOver === LIMITS.outboxBatch);
  }
}
