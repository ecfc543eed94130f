import type { MetricsFilter } from '@/lib/contracts/metrics';
import { createBrowserEnvironment } from '../browser/browser-environment';
import { buildLiveMetrics, type LiveMetrics } from './live-metrics';

/** The live dashboard's client in a browser. Call `start()`. */
export const createLiveMetrics = (memberId: string, filter: MetricsFilter): LiveMetrics =>
  buildLiveMetrics(createBrowserEnvironment(undefined), memberId, filter);
