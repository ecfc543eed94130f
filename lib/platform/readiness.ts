import { query } from './database';
import { fanOutHealthy } from './fan-out-health';
import { isDraining } from './shutdown';

const PROBE = { name: 'platform_ready', text: 'SELECT 1 AS ready' };
const PROBE_LIMIT_MS = 2_000;

/** Null when this process can serve requests, else the reason in a word or two. */
export async function unreadyReason(): Promise<string | null> {
  if (isDraining()) return 'draining';
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_LIMIT_MS);
  });
  // A failed probe is the answer; the pool has logged why.
  const asked = query(PROBE, []).then(
    () => true,
    () => false,
  );
  const reachable = await Promise.race([asked, late]);
  clearTimeout(timer);
  return reachable ? null : 'database unreachable';
}

/**
 * What a process that serves requests says of itself. Without Redis it still serves, commits and
 * acknowledges: taking it out of the balancer would turn slower updates into an outage.
 */
export function readyText(): string {
  return fanOutHealthy()
    ? 'ready'
    : 'ready (without Redis: live updates between nodes are delayed)';
}
