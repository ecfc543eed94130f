/** One cluster per run of the server tests; the workers find it by its variable. */
import { CLUSTER_VARIABLE, startTestCluster } from './postgres';

export default async function setup(): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  process.env[CLUSTER_VARIABLE] = cluster.url;
  return async () => {
    delete process.env[CLUSTER_VARIABLE];
    await cluster.stop();
  };
}
