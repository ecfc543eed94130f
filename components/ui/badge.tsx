import type { ReactNode } from 'react';
import { cn } from './cn';

const tones = {
  neutral: 'bg-fill-hover text-soft',
  accent: 'bg-accent-soft text-accent-text',
  live: 'bg-live-soft text-live-text',
  waiting: 'bg-waiting-soft text-waiting-text',
  failed: 'bg-failed-soft text-failed-text',
  note: 'bg-note text-note-text',
} as const;

export interface BadgeProps {
  tone?: keyof typeof tones;
  children: ReactNode;
  icon?: ReactNode;
  className?: string;
}

export function Badge({ tone = 'neutral', children, icon, className }: BadgeProps) {
  return (
    <span
      className={cn(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        tones[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** Unread number, 99+ above the cap; nothing at 0. `what` completes the sentence for screen readers. */
export function CountBadge({ count, what = 'unread' }: { count: number; what?: string }) {
  if (count <= 0) return null;
  return (
    <span className="tabular inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-full bg-unread px-1 text-xs leading-none font-semibold text-on-unread">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> {what}</span>
    </span>
  );
}
