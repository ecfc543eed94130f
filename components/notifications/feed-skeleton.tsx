import { Skeleton } from '@/components/ui/skeleton';

/** Rows of the final height. */
export function FeedSkeleton() {
  return (
    <div aria-hidden="true" className="min-h-0 flex-1 overflow-hidden pt-8">
      {[72, 56, 80, 48, 64, 76].map((width) => (
        <div key={width} className="flex h-17 items-start gap-3 px-4 pt-3">
          <Skeleton className="size-8 shrink-0 rounded-full" />
          <div className="min-w-0 flex-1 pt-0.5">
            <div style={{ width: `${width}%` }}>
              <Skeleton className="h-3" />
            </div>
            <div style={{ width: `${width / 1.4}%` }}>
              <Skeleton className="mt-2.5 h-3" />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}
