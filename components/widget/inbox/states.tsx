import type { ReactNode } from 'react';

/** Where there is nothing: what it means, what comes next. */
export function Centered({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-1.5 px-10 pb-16 text-center">
      <p className="text-base font-semibold text-balance">{title}</p>
      <p className="text-sm leading-relaxed text-balance text-secondary">{children}</p>
    </div>
  );
}

/** Rows of the final height. */
export function FeedSkeleton({ label }: { label: string }) {
  return (
    <div aria-busy="true" className="min-h-0 flex-1 overflow-hidden pt-8">
      <p role="status" className="sr-only">
        {label}
      </p>
      {['w-3/4', 'w-1/2', 'w-4/5', 'w-2/3', 'w-1/2'].map((width, at) => (
        <div key={at} aria-hidden="true" className="flex h-17 items-start gap-3 px-4 pt-3">
          <span className="size-9 shrink-0 animate-shimmer rounded-full bg-fill" />
          <span className="flex-1 pt-1">
            <span className={`block h-3 animate-shimmer rounded-full bg-fill ${width}`} />
            <span className="mt-2.5 block h-3 w-1/3 animate-shimmer rounded-full bg-fill" />
          </span>
        </div>
      ))}
    </div>
  );
}
