/** `npm run metrics:rebuild`: measures every conversation anew from its log. The product may run. */
import { closeDatabase } from '@/lib/platform/database';
import { prepareDatabase } from '@/lib/platform/prepare-database';
import { rebuildMetrics } from '@/lib/server/metrics/rebuild';
import { loadEnvironment } from './load-environment';
import { run } from './run';

const SAY_EVERY_MS = 1_000;

loadEnvironment();
await run(async () => {
  const prepared = await prepareDatabase();
  let said = 0;
  try {
    const count = await rebuildMetrics((what, done, total) => {
      if (done < total && performance.now() - said < SAY_EVERY_MS) return;
      said = performance.now();
      console.log(`${done} of ${total} ${what}`);
    });
    console.log(`Measured ${count} conversations anew.`);
  } finally {
    await closeDatabase();
    await prepared.stop();
  }
});
