import { Skeleton } from '@/components/ui/skeleton';

/** The page before its code has run: the same places, so that nothing moves. */
export function LiveSkeleton() {
  return (
    <div role="status" className="mx-auto w-full max-w-7xl">
      <span className="sr-only">Loading the dashboard</span>
      <div className="mb-4 flex h-9 items-center justify-between">
        <span className="text-xl font-semibold tracking-tight">Live</span>
        <Skeleton className="h-9 w-72" />
      </div>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-50 w-full" />
        <Skeleton className="h-56 w-full" />
        <Skeleton className="h-48 w-full" />
      </div>
    </div>
  );
}
