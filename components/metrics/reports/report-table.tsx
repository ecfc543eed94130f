'use client';

import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { Report, ReportFigures, ReportGrouping } from '@/lib/contracts/reports';
import { countWords, durationWords, NOTHING } from '../figures';
import type { ReportAddress } from './address';
import { rowWords } from './days';
import { METRICS, metricWords, type Metric } from './metrics';
import { sortRows } from './sort-rows';

const ROWS_AT_ONCE = 100;
const FIRST: Record<ReportGrouping, string> = {
  ...{ day: 'Day', hour: 'Hour', agent: 'Agent', site: 'Site', label: 'Label' },
};
const GONE: Record<ReportGrouping, string> = {
  ...{ day: '', hour: '', agent: 'Former agent', site: 'Former site', label: 'Deleted label' },
};
const cell = 'px-3 py-2 first:ps-4 last:pe-4';
const stuck = 'sticky start-0 z-10 bg-surface text-start';

export interface ReportTableProps {
  report: Report;
  sort: ReportAddress['sort'];
  onSort: (sort: ReportAddress['sort']) => void;
}

/** Every figure of every row, and of all together. Sorted by a press on a heading. */
export function ReportTable({ report, sort, onSort }: ReportTableProps) {
  const { by, timeZone, memberId } = report.query;
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const names = useMemo(() => {
    const words = by === 'day' || by === 'hour' ? rowWords(report.rows, by, timeZone) : [];
    return new Map(
      report.rows.map(({ key, name }, index) => [key, words[index] ?? name ?? GONE[by]]),
    );
  }, [report, by, timeZone]);
  const rows = useMemo(() => sortRows(report.rows, sort), [report, sort]);
  return (
    <>
      <div
        role="region"
        aria-label="All figures"
        tabIndex={0}
        className="relative overflow-x-auto focus-visible:-outline-offset-2"
      >
        <table className="tabular w-full text-sm whitespace-nowrap">
          <thead>
            <tr className="border-b text-xs text-secondary">
              <th scope="col" className={cn(cell, stuck, 'font-normal')}>
                {FIRST[by]}
              </th>
              {METRICS.map((metric) => (
                <Heading key={metric.id} metric={metric} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody className="divide-y">
            {rows.slice(0, shown).map(({ key, figures }) => (
              <tr key={key} className="group hover:bg-fill">
                <th
                  scope="row"
                  className={cn(
                    cell,
                    stuck,
                    'max-w-48 truncate font-medium group-hover:bg-fill sm:max-w-64',
                  )}
                >
                  {names.get(key)}
                </th>
                <Figures figures={figures} ofAgent={by === 'agent' || memberId !== undefined} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="border-t bg-surface font-medium">
              <th scope="row" className={cn(cell, stuck)}>
                Total
              </th>
              <Figures figures={report.total} ofAgent={memberId !== undefined} />
            </tr>
          </tfoot>
        </table>
      </div>
      {rows.length > shown ? (
        <p className="border-t px-4 py-2">
          <Button
            variant="ghost"
            size="sm"
            onClick={() => setShown((count) => count + ROWS_AT_ONCE)}
          >
            {`Show ${countWords(Math.min(ROWS_AT_ONCE, rows.length - shown))} more of ${countWords(rows.length)}`}
          </Button>
        </p>
      ) : null}
      {by === 'label' ? (
        <p className="border-t px-4 py-2 text-xs text-secondary">
          A conversation with two labels is in both rows, so rows do not add up to the total.
        </p>
      ) : null}
    </>
  );
}

/** First the highest, then the lowest, then as it came. */
function Heading({
  metric,
  sort,
  onSort,
}: {
  metric: Metric;
  sort: ReportAddress['sort'];
  onSort: (sort: ReportAddress['sort']) => void;
}) {
  const sorted = sort?.column === metric.id ? sort : null;
  const Icon = sorted === null ? ChevronsUpDown : sorted.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted === null ? 'none' : sorted.descending ? 'descending' : 'ascending'}
      className={cn(cell, 'text-end font-normal')}
    >
      <button
        type="button"
        className={cn(
          'inline-flex min-h-6 items-center gap-1 rounded-control hover:text-text touch:min-h-11',
          sorted && 'font-medium text-text',
        )}
        onClick={() =>
          onSort(
            sorted === null
              ? { column: metric.id, descending: true }
              : sorted.descending
                ? { column: metric.id, descending: false }
                : null,
          )
        }
      >
        {metric.label}
        <Icon size={12} aria-hidden="true" className={sorted ? undefined : 'opacity-60'} />
      </button>
    </th>
  );
}

function Figures({ figures, ofAgent }: { figures: ReportFigures; ofAgent: boolean }) {
  return METRICS.map((metric) => {
    const value = ofAgent && metric.ofNobody ? null : metric.value(figures);
    const statistic = metric.statistic?.(figures);
    return (
      <td key={metric.id} className={cn(cell, 'text-end', value === null && 'text-secondary')}>
        {value === null ? NOTHING : metricWords(metric, value)}
        {statistic && statistic.n > 0 ? (
          <span className="block text-xs font-normal text-secondary">
            p90 {durationWords(statistic.p90)}
          </span>
        ) : null}
      </td>
    );
  });
}
