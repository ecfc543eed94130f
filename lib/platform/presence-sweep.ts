/**
 * Takes the people of dead nodes out of presence (PRS-1). A node is dead when its lease in Redis is
 * out and Postgres has not heard of it either, and only in the eyes of a node whose own renewals have all worked for
 * the length of a lease: a Redis that stood still lets every lease run out, and nobody may go for that.
 * One of the living does it, by a lock; were two to do it, the second would find nothing to change.
 */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { NodeLease } from './node-lease';
import { CONDEMN, EXPIRED, SWEEP, UNLOCK } from './presence-scripts';
import { runScript } from './redis-script';

export interface PresenceSweepOptions {
  client: Redis;
  key: (...parts: string[]) => string;
  lease: NodeLease;
  /** Which of these nodes Postgres has heard of lately. @throws when it cannot be asked. */
  heardOf: (nodeIds: string[]) => Promise<string[]>;
  /** Each of the people who are gone with the node, once. */
  tellGone: (scope: string, person: string) => void;
  /** The node is out of Redis. */
  forget: (nodeId: string) => Promise<void>;
}

const BATCH = 200;
const LOCK_MS = 10_000;

/** @returns the nodes that were taken out. @throws when Redis or Postgres does not answer. */
export async function sweepPresence(options: PresenceSweepOptions): Promise<string[]> {
  const { client, key, lease } = options;
  const { leaseMs } = lease.times;
  if (!lease.answering || lease.unbrokenMs() < leaseMs) return [];
  const token = randomBytes(6).toString('hex');
  const expired = (await runScript(client, EXPIRED, [key('nodes')], [leaseMs])) as string[];
  if (expired.length === 0) return [];
  const heard = new Set(await options.heardOf(expired));
  const dead = expired.filter((node) => !heard.has(node));
  if (dead.length === 0) return [];
  // A sweep that fails keeps the lock until it runs out; the next one goes on where it stopped.
  if (!(await client.set(key('presence-sweep'), token, 'PX', LOCK_MS, 'NX'))) return [];
  for (const node of dead) await sweepNode(options, node);
  await runScript(client, UNLOCK, [key('presence-sweep')], [token]);
  return dead;
}

async function sweepNode(options: PresenceSweepOptions, node: string): Promise<void> {
  const { client, key, lease } = options;
  const its = [key('nodes'), key('presence-write', node)];
  const condemned = await runScript(client, CONDEMN, its, [lease.times.leaseMs, node]);
  if (condemned !== 1) return;
  const keys = [key('nodes'), key('presence-of', node), key('presence-write', node)];
  let told: string[] = [];
  for (;;) {
    // The index forgets a pair when its going has been told: who sweeps may die, too.
    const values = [key('presence', ''), node, BATCH, ...told];
    const answer = (await runScript(client, SWEEP, keys, values)) as (string | number)[];
    if (answer.length === 0) break;
    told = [];
    for (let at = 0; at < answer.length; at += 2) {
      const pair = String(answer[at]);
      const space = pair.indexOf(' ');
      told.push(pair);
      if (answer[at + 1] === 1) options.tellGone(pair.slice(0, space), pair.slice(space + 1));
    }
  }
  await options.forget(node);
}
