/**
 * Outbox → stream. A commit of this node wakes the relay after a moment in which others may join it;
 * what was written elsewhere, or before this process began, is found by looking now and then.
 */
import { LIMITS } from '@/lib/contracts/limits';
import { bus } from '@/lib/platform/bus';
import type { EventStream } from '@/lib/platform/event-stream';
import type { StreamEntry } from '@/lib/platform/event-stream-entry';
import { fanOutHealthy } from '@/lib/platform/fan-out-health';
import { logger } from '@/lib/platform/logger';
import { applicationName, nodeId } from '@/lib/platform/node-identity';
import { repeat } from '@/lib/platform/repeat';
import { LOST_AT_ONCE, relayBatch, retire } from '@/lib/server/outbox/outbox-store';

const LOOK_EVERY_MS = 250;
const GATHER_MS = 20;
const RETIRE_EVERY_MS = 1_000;

export function startRelay(stream: EventStream): { stop(): Promise<void> } {
  const log = logger('outbox');
  const node = applicationName(nodeId());
  let full = false;
  let stopping = false;
  const relaying = repeat(LOOK_EVERY_MS, log, relayAll);
  const retiring = repeat(RETIRE_EVERY_MS, log, () => retireAll());
  const unsubscribe = bus().subscribe((message) => {
    if (message.kind === 'inbox-changed') relaying.soon(GATHER_MS);
  });
  return {
    stop: async () => {
      unsubscribe();
      stopping = true;
      await Promise.all([relaying.stop(), retiring.stop()]);
    },
  };

  /**
   * Full batches follow each other at once; a part-filled one means that the outbox is empty. A stop waits
   * for one batch, not for all: the rest is for the nodes that stay.
   */
  async function relayAll(): Promise<void> {
    while (!stopping) {
      let relayed = await relayOnce();
      if (relayed === null) {
        // It may be full of what was dealt with since it was last looked at.
        await retireAll(true);
        relayed = await relayOnce();
      }
      tellWhenFull(relayed === null);
      if (relayed !== LIMITS.outboxBatch) return;
    }
  }

  function relayOnce(): Promise<number | null> {
    return relayBatch(LIMITS.outboxBatch, node, (entries) => stream.append(entries.map(doubted)));
  }

  async function retireAll(now = false): Promise<void> {
    const settled = await stream.settle(now);
    if (!settled) return;
    let lost = 0;
    for (let freed = LOST_AT_ONCE; freed === LOST_AT_ONCE && !stopping; lost += freed) {
      freed = await retire(settled);
    }
    if (lost > 0) log.warn({ rows: lost }, 'the stream was lost; its events are relayed again');
  }

  function tellWhenFull(isFull: boolean): void {
    if (isFull === full) return;
    full = isFull;
    if (full) log.warn('the stream is full; events wait in the outbox');
    else log.info('the stream has room again');
  }
}

/** While this node does not hear itself, nobody knows who else has heard it. */
const doubted = (entry: StreamEntry): StreamEntry => ({
  ...entry,
  announced: entry.announced && fanOutHealthy(),
});
