'use client';

import { lazy, Suspense, useEffect, useState } from 'react';

const Base = lazy(() => import('./toaster-base').then((module) => ({ default: module.Toaster })));

/** Where toasts appear. One per document, in the root layout; comes when the page is idle. */
export function Toaster() {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIdle(true), 1_000);
    return () => clearTimeout(timer);
  }, []);
  if (!idle) return null;
  return (
    <Suspense>
      <Base />
    </Suspense>
  );
}
