/** What is measured in the end beside what the log says (M1). */
import { setTimeout as sleep } from 'node:timers/promises';
import { compareWithRecount } from '@/lib/server/metrics/recount';
import type { Desk } from './desk';

/** For the last effects; the outbox is empty by then. What is still wrong afterwards is written down. */
const PATIENCE_MS = 6_000;

export async function recordMetrics({ recorder }: Desk): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const recount = await compareWithRecount();
    if (recount.differences.length === 0 || performance.now() > deadline) {
      recorder.record({ entry: 'metrics', ...recount });
      return;
    }
    await sleep(500);
  }
}
