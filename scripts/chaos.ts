/** `npm run chaos`: hurts a whole installation while people work, and judges what they saw. */
import os from 'node:os';
import path from 'node:path';
import { TEST_SECRET } from '@/e2e/support/node';

// People are made straight in the database, with the secret that the nodes are given.
process.env.AUTH_SECRET = TEST_SECRET;
process.env.DATA_DIR = path.join(os.tmpdir(), 'switchboard-chaos-data');
process.env.LOG_LEVEL = 'silent';
const { runChaos } = await import('@/e2e/chaos/run-chaos');

// Not only the exit code: a connection that a fault left behind must not keep the process.
process.exit(await runChaos(process.argv.slice(2)));
