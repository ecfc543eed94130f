import '#server-guard';
import { TIMES } from '@/lib/contracts/limits';
import { forgetSettledBefore } from './delivery-store';

/** A minute's share; what is left over goes with the next. */
const AT_ONCE = 5_000;

/** LIM-1: what came to rest longer ago than `TIMES.deliveryLogMs` leaves the log. */
export async function forgetOldDeliveries(now = new Date()): Promise<void> {
  await forgetSettledBefore(new Date(now.getTime() - TIMES.deliveryLogMs), AT_ONCE);
}
