'use client';

import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { Mark } from '@/components/ui/mark';

/** Something threw while a page was drawn. Says so and offers the way back. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  useEffect(() => {
    console.error(error);
  }, [error]);

  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2 px-6 text-center">
      <Mark size={40} />
      <h1 className="mt-4 text-xl font-semibold">Something went wrong</h1>
      <p className="max-w-80 text-base text-secondary">
        This page could not be shown. Messages you sent are safe.
      </p>
      {error.digest === undefined ? null : (
        <p className="font-mono text-xs text-secondary">Error {error.digest}</p>
      )}
      <div className="mt-4 flex gap-2">
        <Button size="lg" variant="primary" onClick={reset}>
          Try again
        </Button>
        <Button size="lg" onClick={() => location.assign('/inbox')}>
          Go to the inbox
        </Button>
      </div>
    </main>
  );
}
