'use client';

import { Maximize2 } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import type { MetricsRange } from '@/lib/contracts/metrics';
import { ChooseOne, type Named } from '../choose-one';
import type { LiveAddress } from './address';

const RANGES: readonly { value: MetricsRange; label: string }[] = [
  { value: 'hour', label: 'Last hour' },
  { value: 'today', label: 'Today' },
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
];
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
  return (
    <div
      role="group"
      aria-label="Filters"
      className="flex w-full flex-wrap items-center gap-2 sm:w-auto"
    >
      <ChooseOne
        label="Site"
        all="All sites"
        className={half}
        list={sites}
        value={address.siteId}
        onChange={(siteId) => onChange({ siteId })}
      />
      <ChooseOne
        label="Agent"
        all="All agents"
        className={half}
        list={members}
        value={address.memberId}
        onChange={(memberId) => onChange({ memberId })}
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
