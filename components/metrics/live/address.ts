/** The filters as they stand in the address, so that a view can be sent and bookmarked. */
import { metricsRangeSchema, type MetricsFilter } from '@/lib/contracts/metrics';

export interface LiveAddress {
  siteId: string | null;
  memberId: string | null;
  range: MetricsFilter['range'];
  /** Full screen, for a wall. */
  wall: boolean;
}

export function readAddress(search: string): LiveAddress {
  const given = new URLSearchParams(search);
  const range = metricsRangeSchema.safeParse(given.get('range'));
  return {
    siteId: given.get('site'),
    memberId: given.get('agent'),
    range: range.success ? range.data : 'today',
    wall: given.get('wall') === '1',
  };
}

/** Defaults are left out. */
export function writeAddress({ siteId, memberId, range, wall }: LiveAddress): string {
  const search = new URLSearchParams();
  if (siteId !== null) search.set('site', siteId);
  if (memberId !== null) search.set('agent', memberId);
  if (range !== 'today') search.set('range', range);
  if (wall) search.set('wall', '1');
  const words = search.toString();
  return words === '' ? '' : `?${words}`;
}
