/**
 * What keeps people current while nodes do not hear each other: their heads every two seconds instead
 * of every fifteen, and at once for everybody when one of the nodes is back from that; and staff are
 * asked to read again who is connected. All of it is read afresh; nothing here depends on what was lost.
 */
import { z } from 'zod';
import { rooms } from '@/lib/contracts/rooms';
import { bus } from '@/lib/platform/bus';
import { fanOutHealth } from '@/lib/platform/fan-out-health';
import type { Logger } from '@/lib/platform/logger';
import { presenceStore } from '@/lib/platform/presence-store';
import { repeat } from '@/lib/platform/repeat';
import { atMostEvery } from './at-most-every';
import type { RealtimeIo } from './connection';
import type { ConnectionRegistry } from './connection-registry';
import { inboxesHere, sendHeads, sendInboxHeads } from './heads-beat';
import { sendNotificationHeads } from './notification-heads';
import { sendReceipts } from './receipts-beat';
import { sweepSessions } from './sweep-sessions';

/** Also the shortest time between two: a node that comes and goes does not make the others work. */
const EVERY_MS = 2_000;

/** Receipts of so long before an outage was noticed, and of a beat that is late. */
const RECEIPT_MARGIN_MS = 10_000;
/** What another node may say of its outage. */
const outageSchema = z
  .number()
  .nonnegative()
  .max(7 * 24 * 3_600_000);

export interface CatchUpBeat {
  /** This node is back: its own people, and those of the others, to whom it could not speak. */
  back(lostForMs: number): void;
  stop(): Promise<void>;
}

export function startCatchUpBeat(
  io: RealtimeIo,
  registry: ConnectionRegistry,
  log: Logger,
): CatchUpBeat {
  /** How far back the next beat has to tell receipts to everybody; 0 while nobody is back yet. */
  let outageMs = 0;
  const beat = atMostEvery(
    EVERY_MS,
    async () => {
      const overMs = outageMs;
      outageMs = 0;
      await Promise.all([
        sendHeads(registry.all()),
        sendInboxHeads(io),
        sendNotificationHeads(registry.all()),
        sendReceipts(io, registry.all(), {
          seconds: (Math.max(overMs, EVERY_MS) + RECEIPT_MARGIN_MS) / 1_000,
          toVisitors: overMs > 0,
        }),
        // Somebody may have been shut out elsewhere.
        sweepSessions(registry),
      ]);
      for (const workspaceId of inboxesHere(io)) {
        bus().publish({ kind: 'inbox-changed', workspaceId });
        if (fanOutHealth().state === 'ok') bus().publish({ kind: 'staff-changed', workspaceId });
      }
    },
    (error) => log.warn({ err: error }, 'people could not be brought up to date'),
  );
  const isOver = (lostForMs: number) => {
    outageMs = Math.max(outageMs, lostForMs, 1);
    beat.ask();
    presenceStore().repairSoon();
  };
  io.on('resync', (message) => {
    const lostForMs = outageSchema.safeParse(message);
    isOver(lostForMs.success ? lostForMs.data : 0);
  });
  // Which contacts came and went unheard is known nowhere, which of them are shown only to each client.
  const endRepair = presenceStore().onRepair(() => {
    for (const workspaceId of inboxesHere(io)) {
      io.local.to(rooms.inbox(workspaceId)).emit('presence:changed', { stale: true });
    }
  });
  const whileLost = repeat(EVERY_MS, log, () => {
    if (fanOutHealth().state === 'lost') beat.ask();
  });
  return {
    back: (lostForMs) => {
      io.serverSideEmit('resync', lostForMs);
      isOver(lostForMs);
    },
    stop: async () => {
      endRepair();
      await whileLost.stop();
      await beat.stop();
    },
  };
}
