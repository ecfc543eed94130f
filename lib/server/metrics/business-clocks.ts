import { businessHoursSchema } from '@/lib/contracts/business-hours';
import type { BusinessTime } from '@/lib/domain/metrics/fold';
import { businessClock } from '@/lib/domain/metrics/business-clock';
import { BoundedMap } from '@/lib/platform/bounded-map';

/** By the schedule itself: a changed one has a clock of its own. */
const clocks = new BoundedMap<string, BusinessTime>(200);

const always: BusinessTime = (from, until) => Math.max(0, until - from);

/** Of a schedule as it is kept (JSON); null = always staffed. */
export function businessTimeOf(hours: string | null): BusinessTime {
  if (hours === null) return always;
  const known = clocks.get(hours);
  if (known) return known;
  const clock = businessClock(businessHoursSchema.parse(JSON.parse(hours)));
  clocks.set(hours, clock);
  return clock;
}
