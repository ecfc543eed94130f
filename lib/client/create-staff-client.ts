import { createBrowserEnvironment } from './browser/browser-environment';
import { buildStaffClient } from './build-staff-client';
import type { StaffClient, StaffClientOptions } from './switchboard-client';

/** The console's client in a browser. Call `start()`. */
export function createStaffClient(options: StaffClientOptions): StaffClient {
  return buildStaffClient(createBrowserEnvironment(options.url), options);
}
