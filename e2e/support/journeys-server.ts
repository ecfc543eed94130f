/** One server for all journeys of a run; `BASE_URL` and `DEMO_FILE` tell the tests where it is. */
import path from 'node:path';
import { startTestServer } from './server';

export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  process.env.BASE_URL = server.baseUrl;
  process.env.DEMO_FILE = path.join(server.dataDir, 'demo.json');
  return () => server.dispose();
}
