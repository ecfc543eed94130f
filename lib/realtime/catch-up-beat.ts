/**
 * What keeps people current while nodes do not hear each other: their heads every two seconds instead
 * of every fifteen, and at once for everybody when one of the nodes is back from that. All of it is
 * read from Postgres; nothing here depends on what was lost.
 */
import { bus } from '@/lib/platform/bus';
import { fanOutHealth } from '@/lib/platform/fan-out-health';
import type { Logger } from '@/lib/platform/logger';
import { repeat } from '@/lib/platform/repeat';
import { atMostEvery } from './at-most-every';
import type { RealtimeIo } from './connection';
import type { ConnectionRegistry } from './connection-registry';
import { inboxesHere, sendHeads, sendInboxHeads } from './heads-beat';
import { sweepSessions } from './sweep-sessions';

/** Also the shortest time between two: a node that comes and goes does not make the others work. */
const EVERY_MS = 2_000;

export interface CatchUpBeat {
  /** This node is back: its own people, and those of the others, to whom it could not speak. */
  back(): void;
  stop(): Promise<void>;
}

export function startCatchUpBeat(
  io: RealtimeIo,
  registry: ConnectionRegistry,
  log: Logger,
): CatchUpBeat {
  const beat = atMostEvery(
    EVERY_MS,
    async () => {
      await Promise.all([
        sendHeads(registry.all()),
        sendInboxHeads(io),
        // Somebody may have been shut out elsewhere.
        sweepSessions(registry),
      ]);
      for (const workspaceId of inboxesHere(io)) {
        bus().publish({ kind: 'inbox-changed', workspaceId });
        if (fanOutHealth().state === 'ok') bus().publish({ kind: 'staff-changed', workspaceId });
      }
    },
    (error) =>
      log.warn({ err: error }, 'people could not be brought up to date; it is tried again'),
  );
  io.on('resync', () => beat.ask());
  const whileLost = repeat(EVERY_MS, log, () => {
    if (fanOutHealth().state === 'lost') beat.ask();
  });
  return {
    back: () => {
      io.serverSideEmit('resync');
      beat.ask();
    },
    stop: async () => {
      await whileLost.stop();
      await beat.stop();
    },
  };
}
