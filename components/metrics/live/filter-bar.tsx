'use client';

import { Maximize2 } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import type { MetricsRange } from '@/lib/contracts/metrics';
import type { LiveAddress } from './address';

export interface Named {
  id: string;
  name: string;
}

const RANGES: readonly { value: MetricsRange; label: string }[] = [
  { value: 'hour', label: 'Last hour' },
  { value: 'today', label: 'Today' },
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
];
const ALL = 'all';
const half = 'w-[calc(50%-0.25rem)] sm:w-36';

export function FilterBar({
  address,
  sites,
  members,
  onChange,
}: {
  address: LiveAddress;
  sites: readonly Named[];
  members: readonly Named[];
  onChange: (change: Partial<LiveAddress>) => void;
}) {
  const options = (all: string, list: readonly Named[]) => [
    { value: ALL, label: all },
    ...list.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const idOf = (value: string) => (value === ALL ? null : value);
  return (
    <div
      role="group"
      aria-label="Filters"
      className="flex w-full flex-wrap items-center gap-2 sm:w-auto"
    >
      <Select
        label="Site"
        className={half}
        options={options('All sites', sites)}
        value={address.siteId ?? ALL}
        onValueChange={(value) => onChange({ siteId: idOf(value) })}
      />
      <Select
        label="Agent"
        className={half}
        options={options('All agents', members)}
        value={address.memberId ?? ALL}
        onValueChange={(value) => onChange({ memberId: idOf(value) })}
      />
      <Select
        label="Range"
        className="min-w-0 flex-1 sm:w-36 sm:flex-none"
        options={RANGES}
        value={address.range}
        onValueChange={(range) => onChange({ range })}
      />
      <IconButton
        label="Wall mode"
        icon={<Maximize2 size={16} />}
        onClick={() => onChange({ wall: true })}
      />
    </div>
  );
}
