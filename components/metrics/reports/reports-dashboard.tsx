'use client';

import { CalendarX, ChartNoAxesColumn, CircleAlert, Download, Info, RotateCw } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useMemo, useState, type ReactNode } from 'react';
import { CopyButton } from '@/components/accounts/copy-button';
import { useHydrated } from '@/components/accounts/use-hydrated';
import { Button, buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { IconButton } from '@/components/ui/icon-button';
import { Skeleton } from '@/components/ui/skeleton';
import type { Arrivals, Report, ReportFigures } from '@/lib/contracts/reports';
import {
  DEFAULTS,
  periodOf,
  pinned,
  problemOf,
  readAddress,
  reportPath,
  writeAddress,
  type Period,
  type ReportAddress,
} from './address';
import { daysIn, momentWords, previousDays, previousWords, spanWords } from './days';
import { HeatMap } from './heat-map';
import { metricOf } from './metrics';
import { ReportChart } from './report-chart';
import { ReportFilters, type Choices } from './report-filters';
import { ReportTable } from './report-table';
import { ReportTiles } from './report-tiles';
import { PanelsSkeleton, ReportsSkeleton } from './reports-skeleton';
import { useAnswer, type Answer } from './use-answer';

/** The page needs the reader's zone and clock, which the server does not know. */
export function ReportsDashboard(choices: Choices) {
  return useHydrated() ? <Reports {...choices} /> : <ReportsSkeleton />;
}

const readerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function Reports(choices: Choices) {
  const search = useSearchParams().toString();
  const [asked, setAsked] = useState({ attempt: 0, at: Date.now() });
  const { address, ignored } = useMemo(
    () =>
      readAddress(search, {
        ...{ sites: choices.sites, members: choices.members, labels: choices.labels },
      }),
    [search, choices.sites, choices.members, choices.labels],
  );
  const period = periodOf(address, asked.at, readerZone());
  const problem = problemOf(period);
  const again = () => setAsked(({ attempt }) => ({ attempt: attempt + 1, at: Date.now() }));
  const go = (part: Partial<ReportAddress>, how: 'push' | 'replace' = 'push') => {
    const url = location.pathname + writeAddress({ ...address, ...part });
    if (how === 'push') history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  };
  return (
    <div className="mx-auto w-full max-w-7xl">
      <header className="mb-4 flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <div className="min-w-0">
            <h1 className="text-xl font-semibold tracking-tight">Reports</h1>
            <p className="tabular mt-0.5 text-xs text-secondary">
              {problem === null
                ? `${spanWords(period.from, period.to)} · ${period.timeZone} · compared with ${previousWords(period, asked.at)}`
                : period.timeZone}
            </p>
          </div>
          {problem === null ? <Take address={address} period={period} onAgain={again} /> : null}
        </div>
        <ReportFilters address={address} period={period} choices={choices} onChange={go} />
        {ignored.length > 0 ? (
          <p
            role="status"
            className="flex items-start gap-2 rounded-control bg-waiting-soft px-3 py-2 text-sm text-waiting-text"
          >
            <Info size={16} className="mt-0.5 shrink-0" aria-hidden="true" />
            {`The link names something that is not here (${ignored.join(', ')}). It was left out.`}
          </p>
        ) : null}
      </header>
      {problem === null ? (
        <Panels
          address={address}
          period={period}
          attempt={asked.attempt}
          onGo={go}
          onAgain={again}
        />
      ) : (
        <div role="alert" className="rounded-card border bg-surface">
          <EmptyState
            icon={<CalendarX size={20} />}
            title="These dates make no report"
            action={
              <Button onClick={() => go({ range: DEFAULTS.range, from: null, to: null })}>
                Show the last 7 days
              </Button>
            }
          >
            {problem}
          </EmptyState>
        </div>
      )}
    </div>
  );
}

/** What is on screen, to take along. */
function Take({
  address,
  period,
  onAgain,
}: {
  address: ReportAddress;
  period: Period;
  onAgain: () => void;
}) {
  const link = location.origin + location.pathname + writeAddress(pinned(address, period));
  const look = buttonClass('secondary', 'md');
  return (
    <div className="flex flex-wrap items-center gap-2">
      <IconButton label="Read again" icon={<RotateCw size={15} />} onClick={onAgain} />
      <CopyButton text={link} label="Copy link" />
      <a href={reportPath('export', address, period)} download className={look}>
        <Download size={14} aria-hidden="true" />
        Report CSV
      </a>
      <a
        href={reportPath('facts', address, period)}
        download
        title="Every single measurement, one a line"
        className={look}
      >
        <Download size={14} aria-hidden="true" />
        Raw facts CSV
      </a>
    </div>
  );
}

function Panels({
  address,
  period,
  attempt,
  onGo,
  onAgain,
}: {
  address: ReportAddress;
  period: Period;
  attempt: number;
  onGo: (part: Partial<ReportAddress>, how?: 'push' | 'replace') => void;
  onAgain: () => void;
}) {
  // A single day has one value by day: its hours are what there is to see.
  const seriesBy = address.by === 'hour' || daysIn(period) <= 2 ? 'hour' : 'day';
  const own = address.by === seriesBy;
  const report = useAnswer<Report>(reportPath('report', address, period), attempt);
  const other = useAnswer<Report>(
    own ? null : reportPath('report', { ...address, by: seriesBy }, period),
    attempt,
  );
  const arrivals = useAnswer<Arrivals>(reportPath('arrivals', address, period), attempt);
  const series = own ? report : other;
  const metric = metricOf(address.metric);
  const ofAgent = address.memberId !== null;

  if (report.problem !== null) {
    return (
      <div className="rounded-card border bg-surface">
        <Failed problem={report.problem} onAgain={onAgain} />
      </div>
    );
  }
  if (report.data === null) return <PanelsSkeleton />;
  const { data } = report;
  return (
    <div className="flex flex-col gap-4" aria-busy={report.waiting || undefined}>
      <p role="status" className="sr-only">
        {report.waiting ? 'Loading the report' : 'The report is up to date'}
      </p>
      <h2 className="sr-only">Summary</h2>
      <Fading when={report.waiting}>
        <ReportTiles
          total={data.total}
          previous={data.previous.total}
          previousWords={comparisonOf(data)}
          ofAgent={ofAgent}
          chosen={address.metric}
          onChoose={(chosen) => onGo({ metric: chosen }, 'replace')}
        />
      </Fading>
      {isEmpty(data.total) ? (
        <div className="rounded-card border bg-surface">
          <EmptyState icon={<ChartNoAxesColumn size={20} />} title="Nothing happened in this time">
            Choose a longer range, or take a filter away.
          </EmptyState>
        </div>
      ) : (
        <>
          <Panel title={`${metric.label} over time`}>
            <Settled answer={series} height="h-58" onAgain={onAgain}>
              {(shown) => (
                <ReportChart
                  metric={metric}
                  rows={shown.rows}
                  by={shown.query.by === 'hour' ? 'hour' : 'day'}
                  timeZone={shown.query.timeZone}
                />
              )}
            </Settled>
          </Panel>
          <Panel
            title={
              ofAgent
                ? 'Arrivals by weekday and hour, of all agents'
                : 'Arrivals by weekday and hour'
            }
            aside={
              <ArrivalsSwitch
                value={address.arrivals}
                onChange={(next) => onGo({ arrivals: next }, 'replace')}
              />
            }
          >
            <Settled answer={arrivals} height="h-62" onAgain={onAgain}>
              {(shown) => <HeatMap arrivals={shown} of={address.arrivals} />}
            </Settled>
          </Panel>
          <section
            aria-label="Table"
            className="min-w-0 overflow-hidden rounded-card border bg-surface"
          >
            <Fading when={report.waiting}>
              <ReportTable
                key={`${data.query.by} ${data.from} ${data.until}`}
                report={data}
                sort={address.sort}
                onSort={(sort) => onGo({ sort }, 'replace')}
              />
            </Fading>
          </section>
        </>
      )}
    </div>
  );
}

/** To the minute of its end when it is only a part. */
function comparisonOf({ query, from, previous }: Report): string {
  const days = previousDays(query);
  if (previous.until === from) return days;
  return `${days}, up to ${momentWords('hour', query.timeZone)(Date.parse(previous.until))}`;
}

const isEmpty = (total: ReportFigures): boolean =>
  [total.started, total.messagesIn, total.messagesOut, total.resolved, total.reopened].every(
    (count) => count === 0,
  ) && total.csat.n === 0;

function Panel({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="min-w-0 rounded-card border bg-surface px-4 pt-3 pb-3">
      <header className="mb-1 flex min-h-6 flex-wrap items-center justify-between gap-2">
        <h2 className="text-xs text-secondary">{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** What was there before stays, faded, until the next is there. */
const Fading = ({ when, children }: { when: boolean; children: ReactNode }) => (
  <div className={cn('transition-opacity', when && 'opacity-45')}>{children}</div>
);

function Settled<Data>({
  answer,
  height,
  onAgain,
  children,
}: {
  answer: Answer<Data>;
  height: string;
  onAgain: () => void;
  children: (data: Data) => ReactNode;
}) {
  if (answer.problem !== null) return <Failed problem={answer.problem} onAgain={onAgain} />;
  if (answer.data === null) return <Skeleton className={cn('w-full', height)} />;
  return <Fading when={answer.waiting}>{children(answer.data)}</Fading>;
}

function Failed({ problem, onAgain }: { problem: string; onAgain: () => void }) {
  return (
    <div role="alert">
      <EmptyState
        icon={<CircleAlert size={20} />}
        title="Couldn’t read the report"
        action={<Button onClick={onAgain}>Try again</Button>}
      >
        {problem}
      </EmptyState>
    </div>
  );
}

function ArrivalsSwitch({
  value,
  onChange,
}: {
  value: ReportAddress['arrivals'];
  onChange: (value: ReportAddress['arrivals']) => void;
}) {
  const choice = (of: ReportAddress['arrivals'], name: string) => (
    <button
      type="button"
      aria-pressed={value === of}
      className={cn(
        'h-6 rounded-control px-2 text-xs transition-colors touch:h-11',
        value === of ? 'bg-fill-active font-medium text-text' : 'text-secondary hover:text-text',
      )}
      onClick={() => onChange(of)}
    >
      {name}
    </button>
  );
  return (
    <div role="group" aria-label="Count" className="flex gap-0.5">
      {choice('started', 'Conversations')}
      {choice('messages', 'Messages')}
    </div>
  );
}
