/** Once after the start and then now and again: what no entry of the stream will ever name is measured. */
import { logger } from '@/lib/platform/logger';
import { repeat, type Repeated } from '@/lib/platform/repeat';
import { measureMissed } from '@/lib/server/metrics/rebuild';

const EVERY_MS = 3_600_000;
const FIRST_MS = 1_000;

export function startMeasuringMissed(): Pick<Repeated, 'stop'> {
  const log = logger('worker');
  let stopping = false;
  const repeated = repeat(EVERY_MS, log, async () => {
    const conversations = await measureMissed(() => stopping);
    if (conversations > 0)
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
