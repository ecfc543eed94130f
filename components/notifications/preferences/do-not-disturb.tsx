'use client';

import { MoonStar } from 'lucide-react';
import { useState } from 'react';
import { SnoozeDialog } from '@/components/console/custom-snooze';
import { snoozePresets } from '@/components/console/snooze-presets';
import { dayAndTime } from '@/components/console/time-words';
import { useNow } from '@/components/console/use-now';
import { Button } from '@/components/ui/button';

export interface DoNotDisturbProps {
  until: string | null;
  onChange: (until: string | null) => void;
}

export function DoNotDisturb({ until, onChange }: DoNotDisturbProps) {
  const now = useNow();
  const [picking, setPicking] = useState(false);
  const end = until === null ? null : Date.parse(until);
  if (end !== null && end > now) {
    return (
      <div className="flex min-h-9 items-center gap-2 rounded-control bg-fill px-3 py-1 text-sm">
        <MoonStar size={14} aria-hidden="true" className="text-secondary" />
        <span role="status" className="min-w-0 flex-1">
          Until {dayAndTime(end, now)}
        </span>
        <Button size="sm" variant="ghost" onClick={() => onChange(null)}>
          End it now
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      {snoozePresets(new Date())
        .slice(0, 2)
        .map(({ label, until: preset }) => (
          <Button key={label} size="sm" onClick={() => onChange(preset.toISOString())}>
            {label}
          </Button>
        ))}
      <Button size="sm" onClick={() => setPicking(true)}>
        Pick a time…
      </Button>
      {picking ? (
        <SnoozeDialog
          title="Do not disturb until"
          description="Everything still lands in the inbox."
          verb="Set"
          onPick={(picked) => onChange(picked.toISOString())}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </div>
  );
}
