'use client';

import { Toaster as Sonner } from 'sonner';

/** Where `toast(…)` from sonner appears. One per document, in the root layout. */
export function Toaster() {
  return (
    <Sonner
      // Its own sheet names another font.
      style={{ fontFamily: 'inherit' }}
      position="bottom-left"
      offset={{ left: 64, bottom: 16 }}
      gap={8}
      visibleToasts={3}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-(--width) items-center gap-2 rounded-card bg-text px-3 py-2.5 text-sm text-surface shadow-float',
          content: 'min-w-0 flex-1',
          description: 'text-xs opacity-80',
          actionButton:
            'rounded-control px-2 py-1 text-sm font-semibold hover:bg-current/15 touch:py-2.5',
          icon: 'shrink-0',
          error: 'bg-failed text-on-failed',
        },
      }}
    />
  );
}
