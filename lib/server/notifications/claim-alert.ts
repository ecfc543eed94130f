/**
 * One sound per thing and person, whatever the number of tabs and devices: each asks before it makes
 * one, and the first that asks has it. Counted over all nodes; while Redis does not answer each node
 * counts for itself, so that there may be one per node then.
 */
import type { AckData, ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { remember } from '@/lib/platform/remember';
import { createLimiter } from '@/lib/platform/shared-limiter';

/** Above a minute: timers of a hidden tab may run as late as that. */
const SECONDS = 300;

const claims = () =>
  remember('alert-claims', () => createLimiter({ name: 'alert', points: 1, seconds: SECONDS }));

export async function claimAlert(
  { kind, id }: PersonActor,
  { about }: ParsedPayload<'notification:alert'>,
): Promise<AckData<'notification:alert'>> {
  return { mine: (await claims().take(`${kind}:${id}:${about}`)) === null };
}
