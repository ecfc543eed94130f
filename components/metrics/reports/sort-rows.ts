import type { ReportRow } from '@/lib/contracts/reports';
import type { ReportAddress } from './address';
import { metricOf } from './metrics';

/** By one column, nothing to report last either way; equal ones stay as they came. */
export function sortRows(
  rows: readonly ReportRow[],
  sort: ReportAddress['sort'],
): readonly ReportRow[] {
  if (sort === null) return rows;
  const { value } = metricOf(sort.column);
  const sign = sort.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a.figures), value(b.figures)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  });
}
