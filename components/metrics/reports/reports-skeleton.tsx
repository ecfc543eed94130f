import { Skeleton } from '@/components/ui/skeleton';

/** The page before its figures are there: the same places, so that nothing moves. */
export function ReportsSkeleton() {
  return (
    <div className="mx-auto w-full max-w-7xl">
      <div className="mb-4 flex flex-col gap-3">
        <span className="h-9 text-xl font-semibold tracking-tight">Reports</span>
        <Skeleton className="h-9 w-full max-w-3xl" />
      </div>
      <PanelsSkeleton />
    </div>
  );
}

export function PanelsSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">Loading the report</span>
      <Skeleton className="h-60 w-full rounded-card" />
      <Skeleton className="h-72 w-full rounded-card" />
      <Skeleton className="h-72 w-full rounded-card" />
      <Skeleton className="h-96 w-full rounded-card" />
    </div>
  );
}
