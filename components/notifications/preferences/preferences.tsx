'use client';

import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import { ChannelTable } from './channel-table';
import { DoNotDisturb } from './do-not-disturb';
import { PushDevices } from './push-devices';
import { QuietHoursEditor } from './quiet-hours-editor';
import { ThisDevice } from './this-device';
import { usePreferences } from './use-preferences';

/** What one is told of, by which ways, and when not. Every change is kept at once. */
export function Preferences() {
  const { view, failed, retry, prefer } = usePreferences();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain" tabIndex={-1}>
      <Part title="On this device">
        <ThisDevice />
        <div className="mt-1.5">
          <PushDevices />
        </div>
      </Part>
      {view !== null ? (
        <>
          <Part
            title="Do not disturb"
            text="Everything still lands in the inbox, but nothing leaves it until then."
          >
            <DoNotDisturb
              until={view.doNotDisturbUntil}
              onChange={(doNotDisturbUntil) => prefer({ doNotDisturbUntil })}
            />
          </Part>
          <Part
            title="What you are told of"
            text="Follows your workspace where you have not chosen yourself."
          >
            <ChannelTable
              matrix={view.matrix}
              onChange={(kind, channel, on) => prefer({ choices: { [kind]: { [channel]: on } } })}
            />
          </Part>
          <Part title="Quiet hours" text="E-mail and push wait until they are over.">
            <QuietHoursEditor
              quietHours={view.quietHours}
              onChange={(quietHours) => prefer({ quietHours })}
            />
          </Part>
        </>
      ) : failed ? (
        <div role="alert" className="h-64">
          <EmptyState
            icon={<CircleAlert size={20} />}
            title="Couldn’t load your settings"
            action={<Button onClick={retry}>Try again</Button>}
          />
        </div>
      ) : (
        <div aria-busy="true" className="flex flex-col gap-3 px-4 py-4">
          <p role="status" className="sr-only">
            Loading your settings
          </p>
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-9 w-full" />
          <Skeleton className="mt-3 h-4 w-40" />
          <Skeleton className="h-48 w-full" />
        </div>
      )}
    </div>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b px-4 py-4 last:border-b-0">
      <h3 className="text-sm font-semibold">{title}</h3>
      {text === undefined ? null : <p className="mt-0.5 text-xs text-secondary">{text}</p>}
      <div className="mt-2.5">{children}</div>
    </section>
  );
}
