import { Skeleton } from '@/components/ui/skeleton';

/** The page's shape while it is read. */
export function SystemSkeleton() {
  return (
    <div className="mx-auto w-full max-w-7xl" role="status" aria-label="Loading">
      <Skeleton className="h-7 w-32" />
      <Skeleton className="mt-2 h-5 w-72 max-w-full" />
      <div className="mt-6 grid gap-4 lg:grid-cols-2">
        {[0, 1].map((key) => (
          <Skeleton key={key} className="h-80 rounded-card" />
        ))}
      </div>
      <Skeleton className="mt-6 h-40 rounded-card" />
    </div>
  );
}
