'use client';

import { Lock } from 'lucide-react';
import { Tooltip } from '@/components/ui/tooltip';
import type { ChannelMatrix } from '@/lib/contracts/notification-preferences';
import type { NotificationChannel, NotificationKind } from '@/lib/contracts/notifications';
import { KIND_WORDS } from '../notification-words';

const CHANNELS: readonly { channel: NotificationChannel; name: string }[] = [
  { channel: 'inbox', name: 'Inbox' },
  { channel: 'desktop', name: 'Desktop' },
  { channel: 'email', name: 'E-mail' },
  { channel: 'push', name: 'Push' },
];
const LOCKED = 'Always in the inbox: it concerns people by name';

export interface ChannelTableProps {
  matrix: ChannelMatrix;
  /** Of kinds, where others than oneself are spoken of. */
  words?: Record<NotificationKind, { name: string; means: string }>;
  /** Ways that these people have not. */
  without?: readonly NotificationChannel[];
  onChange: (kind: NotificationKind, channel: NotificationChannel, on: boolean) => void;
}

/** Kinds down, ways across. Without the inbox a kind is not told at all, so its other ways rest. */
export function ChannelTable({
  matrix,
  words = KIND_WORDS,
  without = [],
  onChange,
}: ChannelTableProps) {
  const channels = CHANNELS.filter(({ channel }) => !without.includes(channel));
  const kinds = Object.keys(KIND_WORDS).filter((kind) => kind in matrix) as NotificationKind[];
  return (
    <>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="text-xs text-secondary">
            <th scope="col" className="pb-1 text-start font-medium">
              <span className="sr-only">Kind</span>
            </th>
            {channels.map(({ channel, name }) => (
              <th key={channel} scope="col" className="w-13 px-0.5 pb-1 text-center font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => {
            const row = matrix[kind];
            if (row === undefined) return null;
            const { name, means } = words[kind];
            return (
              <tr key={kind} className="border-t">
                <th scope="row" className="py-2 pe-2 text-start font-normal">
                  {name}
                  <span className="block text-xs text-secondary">{means}</span>
                </th>
                {channels.map(({ channel, name: way }) => {
                  const { on, mandatory } = row[channel];
                  const rests = channel !== 'inbox' && !row.inbox.on;
                  const box = (
                    <span className="relative inline-flex size-8 items-center justify-center touch:size-11">
                      <input
                        type="checkbox"
                        checked={on && !rests}
                        disabled={rests}
                        aria-disabled={mandatory || undefined}
                        aria-label={mandatory ? `${name}: ${way}. ${LOCKED}` : `${name}: ${way}`}
                        onChange={(event) => {
                          if (!mandatory) onChange(kind, channel, event.currentTarget.checked);
                        }}
                        className={`size-4 accent-(--accent) disabled:opacity-40 ${mandatory ? 'opacity-55' : ''}`}
                      />
                      {mandatory ? (
                        <Lock
                          size={9}
                          aria-hidden="true"
                          className="absolute -end-1 top-1/2 -translate-y-1/2 text-secondary touch:end-0.5"
                        />
                      ) : null}
                    </span>
                  );
                  return (
                    <td key={channel} className="text-center align-middle">
                      {mandatory ? <Tooltip label={LOCKED}>{box}</Tooltip> : box}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {kinds.some((kind) => matrix[kind]?.inbox.mandatory) ? (
        <p className="mt-2 flex items-center gap-1.5 text-xs text-secondary">
          <Lock size={10} aria-hidden="true" className="shrink-0" />
          {LOCKED}
        </p>
      ) : null}
    </>
  );
}
