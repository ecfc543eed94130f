'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';

/** The chart with its library, which no page waits for. */
export const LaterLineChart = dynamic(
  () => import('./line-chart').then((module) => module.LineChart),
  { ssr: false, loading: () => <Skeleton className="h-full w-full" /> },
);
