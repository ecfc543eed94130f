/** What a filter is known by in rooms and in Redis: equal filters have equal keys. */
import { metricsFilterSchema, type MetricsFilter } from '@/lib/contracts/metrics';

export function filterKey({ siteId, memberId, range, timeZone }: MetricsFilter): string {
  return [siteId ?? '*', memberId ?? '*', range, timeZone].join(',');
}

/** Null for what another version of this program wrote. */
export function filterOfKey(key: string): MetricsFilter | null {
  const [siteId, memberId, range, timeZone] = key.split(',');
  const read = metricsFilterSchema.safeParse({
    siteId: siteId === '*' ? null : siteId,
    memberId: memberId === '*' ? null : memberId,
    range,
    timeZone,
  });
  return read.success ? read.data : null;
}

/** The zone as the runtime itself spells it, so that `utc` and `UTC` are one filter. */
export function normalise(filter: MetricsFilter): MetricsFilter {
  const { timeZone } = new Intl.DateTimeFormat('en', {
    timeZone: filter.timeZone,
  }).resolvedOptions();
  return { ...filter, timeZone };
}
