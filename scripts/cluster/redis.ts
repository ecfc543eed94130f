/** Redis as a child of this process: loopback only, nothing on disk. */
import fs from 'node:fs';
import path from 'node:path';
import { requireProgram } from '../require-program';
import { endChild, isRunning, startChild } from './child';
import { accepts, freePort } from './ports';

export interface LocalRedis {
  url: string;
  port: number;
  pid: number | undefined;
  onEnd(heard: () => void): void;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 10_000;

export async function startRedis(folder: string): Promise<LocalRedis> {
  const program = requireProgram('redis-server');
  const port = await freePort();
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
    dir: folder,
    logfile: path.join(folder, 'redis.log'),
  };
  const child = startChild(
    program,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  );
  const deadline = Date.now() + START_LIMIT_MS;
  if (!(await accepts(port, () => isRunning(child) && Date.now() < deadline))) {
    throw new Error(`Redis did not start:\n${fs.readFileSync(settings.logfile, 'utf8')}`);
  }
  let heard: () => void = () => {};
  let wanted = true;
  child.once('exit', () => {
    if (wanted) heard();
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: child.pid,
    onEnd: (listener) => void (heard = listener),
    stop: () => {
      wanted = false;
      return endChild(child, 'SIGTERM', 5_000);
    },
  };
}
