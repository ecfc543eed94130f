import { createBrowserEnvironment } from './browser/browser-environment';
import { buildVisitorClient } from './build-visitor-client';
import type { VisitorClient, VisitorClientOptions } from './switchboard-client';

/** The widget's client in a browser. Call `start()`. */
export function createVisitorClient(options: VisitorClientOptions): VisitorClient {
  return buildVisitorClient(createBrowserEnvironment(options.url), options);
}
