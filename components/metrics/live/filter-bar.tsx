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
    <div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-2">
      <Select
        label="Site"
        className="w-36"
        options={options('All sites', sites)}
        value={address.siteId ?? ALL}
        onValueChange={(value) => onChange({ siteId: idOf(value) })}
      />
      <Select
        label="Agent"
        className="w-36"
        options={options('All agents', members)}
        value={address.memberId ?? ALL}
        onValueChange={(value) => onChange({ memberId: idOf(value) })}
      />
      <Select
        label="Range"
        className="w-36"
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
