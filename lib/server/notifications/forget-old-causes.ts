import '#server-guard';
import { TIMES } from '@/lib/contracts/limits';
import { forgetCausesBefore } from './notification-store';

/** A minute's share; what is left over goes with the next. */
const AT_ONCE = 5_000;

/** LIM-1: what told whom longer ago than `TIMES.notificationCauseMs`, and cannot come again. */
export async function forgetOldCauses(now = new Date()): Promise<void> {
  await forgetCausesBefore(new Date(now.getTime() - TIMES.notificationCauseMs), AT_ONCE);
}
