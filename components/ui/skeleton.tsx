import { cn } from './cn';

/** A grey bar of the final size. Hide groups of them from assistive technology with one spoken status. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('block animate-shimmer rounded-control bg-fill-hover', className)}
    />
  );
}
