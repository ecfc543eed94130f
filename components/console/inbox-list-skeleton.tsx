import { Skeleton } from '@/components/ui/skeleton';

/** Rows of the final height (64 px). */
export function InboxListSkeleton() {
  return (
    <div aria-hidden="true">
      {[68, 52, 80, 44, 72, 60, 76, 48].map((width) => (
        <div key={width} className="flex h-16 items-center gap-3 px-3">
          <Skeleton className="size-9 rounded-full" />
          <div className="min-w-0 flex-1">
            <div style={{ width: `${width / 1.6}%` }}>
              <Skeleton className="h-3" />
            </div>
            <div style={{ width: `${width}%` }}>
              <Skeleton className="mt-2.5 h-3" />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}
