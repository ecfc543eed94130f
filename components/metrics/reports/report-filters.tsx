'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { ReportGrouping, ReportQuery } from '@/lib/contracts/reports';
import { ChooseOne, type Named } from '../choose-one';
import type { Period, ReportAddress } from './address';

const RANGES: readonly { value: ReportAddress['range']; label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'custom', label: 'Custom dates' },
];
const GROUPINGS: readonly { value: ReportGrouping; label: string }[] = [
  { value: 'hour', label: 'By hour' },
  { value: 'day', label: 'By day' },
  { value: 'agent', label: 'By agent' },
  { value: 'site', label: 'By site' },
  { value: 'label', label: 'By label' },
];
const TIMES: readonly { value: ReportQuery['time']; label: string }[] = [
  { value: 'calendar', label: 'Calendar hours' },
  { value: 'business', label: 'Business hours' },
];
const half = 'w-[calc(50%-0.25rem)] sm:w-32';

export interface Choices {
  sites: readonly Named[];
  members: readonly Named[];
  labels: readonly Named[];
}

export function ReportFilters({
  address,
  period,
  choices,
  onChange,
}: {
  address: ReportAddress;
  period: Period;
  choices: Choices;
  onChange: (change: Partial<ReportAddress>) => void;
}) {
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-2">
      <Select
        label="Range"
        className={cn(half, 'sm:w-36')}
        options={RANGES}
        value={address.range}
        onValueChange={(range) =>
          // The dates that are shown are where choosing others begins.
          onChange(
            range === 'custom'
              ? { range, from: period.from, to: period.to }
              : { range, from: null, to: null },
          )
        }
      />
      {address.range === 'custom' ? (
        <CustomDates key={`${period.from} ${period.to}`} period={period} onChange={onChange} />
      ) : null}
      <Select
        label="Group by"
        className={half}
        options={GROUPINGS}
        value={address.by}
        onValueChange={(by) => onChange({ by })}
      />
      <ChooseOne
        label="Site"
        all="All sites"
        className={half}
        list={choices.sites}
        value={address.siteId}
        onChange={(siteId) => onChange({ siteId })}
      />
      <ChooseOne
        label="Agent"
        all="All agents"
        className={half}
        list={choices.members}
        value={address.memberId}
        onChange={(memberId) => onChange({ memberId })}
      />
      {choices.labels.length > 0 ? (
        <ChooseOne
          label="Label"
          all="All labels"
          className={half}
          list={choices.labels}
          value={address.labelId}
          onChange={(labelId) => onChange({ labelId })}
        />
      ) : null}
      <Select
        label="Hours"
        className={cn(half, 'sm:w-40')}
        options={TIMES}
        value={address.time}
        onValueChange={(time) => onChange({ time })}
      />
    </div>
  );
}

/** Sent as a whole: a date that is half typed is a date too, of another century. */
function CustomDates({
  period,
  onChange,
}: {
  period: Period;
  onChange: (change: Partial<ReportAddress>) => void;
}) {
  const [from, setFrom] = useState(period.from);
  const [to, setTo] = useState(period.to);
  const changed = from !== period.from || to !== period.to;
  return (
    <form
      className="flex w-full flex-wrap items-center gap-2 sm:w-auto sm:flex-nowrap"
      onSubmit={(event) => {
        event.preventDefault();
        if (from !== '' && to !== '') onChange({ range: 'custom', from, to });
      }}
    >
      <Input
        type="date"
        aria-label="First day"
        required
        className="w-[calc(50%-0.25rem)] min-w-0 sm:w-38"
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <Input
        type="date"
        aria-label="Last day"
        required
        className="w-[calc(50%-0.25rem)] min-w-0 sm:w-38"
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <Button
        type="submit"
        variant={changed ? 'primary' : 'secondary'}
        className="h-9 w-full sm:w-auto"
      >
        Apply
      </Button>
    </form>
  );
}
