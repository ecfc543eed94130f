/** Who this process is among the nodes of an installation. */
import { randomBytes } from 'node:crypto';
import { remember } from './remember';

/** Random per process: a node that starts again is another one. */
export function nodeId(): string {
  return remember('node-id', () => randomBytes(6).toString('hex'));
}

/** What Postgres knows the connections of a node by, and the outbox its rows. */
export const applicationName = (node: string): string => `switchboard-${node}`;
