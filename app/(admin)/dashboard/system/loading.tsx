import { SystemSkeleton } from '@/components/metrics/system/system-skeleton';

export default function Loading() {
  return <SystemSkeleton />;
}
