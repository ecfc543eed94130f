'use client';

import { Monitor, Smartphone, X } from 'lucide-react';
import { dayAndTime } from '@/components/console/time-words';
import { useNow } from '@/components/console/use-now';
import { IconButton } from '@/components/ui/icon-button';
import { Switch } from '@/components/ui/switch';
import type { PushDeviceView } from '@/lib/contracts/push-devices';
import { usePushDevices, type PushDevices as State } from './use-push-devices';

/** Push messages on this device, and the other devices that get them. */
export function PushDevices() {
  const state = usePushDevices();
  const { on, busy, devices, support, denied, set, remove } = state;
  const usable = support === 'supported' && !denied;
  return (
    <>
      <div className="flex min-h-9 items-center justify-between gap-3">
        <label htmlFor="notify-push" className="text-sm">
          Push notifications
          <span id="notify-push-state" className="block text-xs text-secondary">
            {wordsFor(state)}
          </span>
        </label>
        <Switch
          id="notify-push"
          aria-describedby="notify-push-state"
          checked={on && usable}
          disabled={!usable || busy}
          onCheckedChange={set}
        />
      </div>
      {devices === null || devices.length === 0 ? null : (
        <ul
          aria-label="Devices with push notifications"
          className="mt-2 divide-y rounded-card border"
        >
          {devices.map((device) => (
            <Device key={device.id} device={device} busy={busy} onRemove={() => remove(device)} />
          ))}
        </ul>
      )}
    </>
  );
}

function wordsFor({ support, denied }: State): string {
  if (support === 'install')
    return 'Add this page to the home screen first, then turn them on there';
  if (support === 'none') return 'This browser has none';
  if (denied) return 'Blocked by the browser. Allow notifications for this page in its settings';
  return 'Also while no tab is open';
}

function Device(props: { device: PushDeviceView; busy: boolean; onRemove: () => void }) {
  const { device, current, createdAt, lastSentAt } = props.device;
  const now = useNow();
  const Icon = /Android|iPhone|iPad/.test(device) ? Smartphone : Monitor;
  return (
    <li className="flex items-center gap-2.5 py-1.5 ps-3 pe-1.5">
      <Icon size={16} aria-hidden="true" className="shrink-0 text-secondary" />
      <p className="min-w-0 flex-1 text-sm">
        {device}
        {current ? ' · this device' : null}
        <span className="block text-xs text-secondary">
          {lastSentAt === null
            ? `Since ${dayAndTime(Date.parse(createdAt), now)}`
            : `Last told ${dayAndTime(Date.parse(lastSentAt), now)}`}
        </span>
      </p>
      <IconButton
        label={`Remove ${device}`}
        icon={<X size={14} />}
        disabled={props.busy}
        onClick={props.onRemove}
      />
    </li>
  );
}
