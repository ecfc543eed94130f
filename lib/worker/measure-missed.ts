/**
 * Soon after the start and then now and again, on one node at a time: what no entry of the stream will
 * ever name is measured.
 */
import { logger } from '@/lib/platform/logger';
import { repeat, type Repeated } from '@/lib/platform/repeat';
import { createLookout } from '@/lib/server/metrics/measure-missed';

const EVERY_MS = 3_600_000;
const FIRST_MS = 1_000;
/** After another node was found at it. */
const AGAIN_MS = 60_000;

export function startMeasuringMissed(): Pick<Repeated, 'stop'> {
  const log = logger('worker');
  let stopping = false;
  const look = createLookout(() => stopping);
  const repeated = repeat(EVERY_MS, log, async () => {
    const conversations = await look();
    if (conversations === null) repeated.soon(AGAIN_MS);
    else if (conversations > 0)
      log.info({ conversations }, 'conversations without metrics were measured');
  });
  repeated.soon(FIRST_MS);
  return {
    stop: () => {
      stopping = true;
      return repeated.stop();
    },
  };
}
