import { ReportsSkeleton } from '@/components/metrics/reports/reports-skeleton';

export default function Loading() {
  return <ReportsSkeleton />;
}
