/**
 * The server's side of the canary (docs/decisions/019-canary.md): a socket of the node itself, known by
 * a secret that every node derives. It is in no registry, counts for no cap and hears nothing but
 * canaries; what it sends is committed and emitted as a message is, by the same pool, bus and fan-out.
 */
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { bus } from '@/lib/platform/bus';
import { commitCanary } from '@/lib/platform/cluster-nodes';
import { logger } from '@/lib/platform/logger';
import { purposeSecret } from '@/lib/platform/purpose-secret';
import type { Connection } from '../connection';

const ROOM = 'canary';
const roomOf = (node: string): string => `${ROOM}:${node}`;

export const canarySecret = (): string => purposeSecret('canary').toString('base64url');

export const canarySentSchema = z.object({ from: z.string().max(100), n: z.number().int() });
export const canaryHeardSchema = z.object({ by: z.string().max(100), n: z.number().int() });

/** What comes back for `canary:send`; null when nothing was committed. */
export const canaryCommittedSchema = z
  .object({ n: z.number().int(), others: z.array(z.string()) })
  .nullable();

export function isCanary(connection: Connection): boolean {
  const given = (connection.handshake.auth as { canary?: unknown } | undefined)?.canary;
  if (typeof given !== 'string') return false;
  const [expected, actual] = [Buffer.from(canarySecret()), Buffer.from(given)];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** No browser is in these rooms, so the contract with browsers does not name the events. */
function emit(room: string, event: string, payload: object): void {
  bus().publish({ kind: 'emit', rooms: [room], event: event as never, payload: payload as never });
}

export function welcomeCanary(connection: Connection, node: string): void {
  void connection.join([ROOM, roomOf(node)]);
  connection.onAny((event: unknown, ...args: unknown[]) => {
    if (event === 'canary:send') void send(node, args.at(-1));
    else if (event === 'canary:heard') {
      const heard = canarySentSchema.safeParse(args[0]);
      if (heard.success)
        emit(roomOf(heard.data.from), 'canary:heard', { by: node, n: heard.data.n });
    }
  });
}

async function send(node: string, answer: unknown): Promise<void> {
  let committed: z.input<typeof canaryCommittedSchema> = null;
  try {
    committed = await commitCanary(node);
    if (committed) emit(ROOM, 'canary:sent', { from: node, n: committed.n });
  } catch (error) {
    // The sender misses it, and says so to the operator.
    logger('cluster').debug({ err: error }, 'a canary could not be committed');
  }
  if (typeof answer === 'function') (answer as (committed: unknown) => void)(committed);
}
