'use client';

import { ArrowDownRight, ArrowUpRight, Minus } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { ReportFigures } from '@/lib/contracts/reports';
import { answersWords, countWords, spreadWords } from '../figures';
import { changeOf, METRICS, metricWords, type Change, type Metric, type MetricId } from './metrics';

export interface ReportTilesProps {
  total: ReportFigures;
  previous: ReportFigures;
  /** The days of the period before, and up to when when it is only a part of them. */
  previousWords: string;
  /** Only what one agent has part in. */
  ofAgent: boolean;
  chosen: MetricId;
  onChoose: (metric: MetricId) => void;
}

/** One figure a metric, with how it was before. A press shows it over time. */
export function ReportTiles(props: ReportTilesProps) {
  return (
    <div
      role="group"
      aria-label="Summary"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border bg-border md:grid-cols-5"
    >
      {METRICS.map((metric) => (
        <Tile key={metric.id} metric={metric} {...props} />
      ))}
    </div>
  );
}

function Tile({
  metric,
  total,
  previous,
  previousWords,
  ofAgent,
  chosen,
  onChoose,
}: ReportTilesProps & { metric: Metric }) {
  const hidden = ofAgent && metric.ofNobody === true;
  const now = hidden ? null : metric.value(total);
  const before = hidden ? null : metric.value(previous);
  const pressed = chosen === metric.id;
  return (
    <section aria-label={metric.label} className="flex min-w-0 bg-surface">
      <button
        type="button"
        aria-pressed={pressed}
        title={`${metric.label} over time`}
        className={cn(
          'relative flex w-full min-w-0 flex-col px-4 pt-3 pb-3 text-start transition-colors hover:bg-fill focus-visible:-outline-offset-2',
          pressed &&
            'after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent after:content-[""]',
        )}
        onClick={() => onChoose(metric.id)}
      >
        <span
          className={cn(
            'max-w-full truncate text-xs',
            pressed ? 'font-medium text-text' : 'text-secondary',
          )}
        >
          {metric.label}
        </span>
        <span
          data-value
          className="tabular mt-1 max-w-full truncate text-2xl font-semibold tracking-tight"
        >
          {metricWords(metric, now)}
        </span>
        <span className="tabular min-h-4 max-w-full truncate text-xs text-secondary">
          {hidden ? 'no agent has part in it' : noteOf(metric, total)}
        </span>
        <span className="tabular mt-1.5 flex max-w-full flex-wrap items-center gap-x-1.5 text-xs">
          <ChangeMark change={changeOf(metric, now, before)} />
          <span className="text-secondary" title={previousWords}>
            was {metricWords(metric, before)}
          </span>
        </span>
      </button>
    </section>
  );
}

function noteOf(metric: Metric, total: ReportFigures): string {
  if (metric.statistic) {
    const statistic = metric.statistic(total);
    return statistic.n === 0 ? 'none' : spreadWords(statistic);
  }
  if (metric.id === 'csat') {
    const { n } = total.csat;
    return n === 0 ? 'no answers' : answersWords(n);
  }
  if (metric.id === 'reopen-rate') {
    return total.resolved === 0
      ? 'none resolved'
      : `${countWords(total.reopened)} of ${countWords(total.resolved)}`;
  }
  return '';
}

const icons = { up: ArrowUpRight, down: ArrowDownRight, same: Minus };
const tones = { better: 'text-live-text', worse: 'text-failed-text' };

/** Direction, amount and what it means: in words as well as in colour. */
function ChangeMark({ change }: { change: Change | null }) {
  if (change === null) return null;
  const Icon = icons[change.direction];
  return (
    <span
      className={cn(
        'inline-flex items-center gap-0.5 font-medium',
        change.meaning === null ? 'text-soft' : tones[change.meaning],
      )}
    >
      <Icon size={12} aria-hidden="true" />
      {change.words}
      {change.meaning === null ? '' : ` ${change.meaning}`}
    </span>
  );
}
