import { Mark } from '@/components/ui/mark';
import { Skeleton } from '@/components/ui/skeleton';
import { InboxListSkeleton } from './inbox-list-skeleton';

/** The console before its script runs: the same boxes at the same places. */
export function ConsoleSkeleton() {
  return (
    <div className="flex h-dvh overflow-hidden bg-surface" aria-busy="true">
      <p role="status" className="sr-only">
        Loading the console
      </p>
      <div className="hidden w-12 shrink-0 justify-center border-e bg-canvas pt-3 md:flex">
        <Mark size={24} />
      </div>
      <div className="w-full border-e md:w-84 xl:w-92">
        <div className="h-[85px] border-b px-3 pt-2.5">
          <Skeleton className="h-8 w-full" />
          <Skeleton className="mt-4 h-4 w-56" />
        </div>
        <InboxListSkeleton />
      </div>
      <div className="hidden flex-1 md:block" />
    </div>
  );
}
