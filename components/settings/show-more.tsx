import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import type { Older } from './use-older';

/** Below a list of which only the newest are shown. */
export function ShowMore({
  list: { showMore, busy, problem },
  children,
}: {
  list: Older<unknown>;
  children?: ReactNode;
}) {
  if (!children && showMore === null && problem === null) return null;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-3 text-sm text-secondary">
      {children}
      {showMore === null ? null : (
        <Button busy={busy} onClick={showMore}>
          Show more
        </Button>
      )}
      {problem === null ? null : <p role="alert">{problem}</p>}
    </div>
  );
}
