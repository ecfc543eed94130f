/** While something is gone: is anybody let in who should not be (I12)? */
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import { sessionCookie } from '@/lib/server/accounts/session-cookie';
import type { Scene } from './faults/fault';
import type { ChaosNode } from './installation';

const ANSWER_MS = 2_500;

/** A well-signed session that nobody opened and a made-up visitor token, on one node. */
export async function probeEntrance(
  { desk, nodes, dice }: Scene,
  gone: 'redis' | 'postgres',
  node: ChaosNode = dice.pick(nodes),
): Promise<void> {
  await sleep(200);
  const { origin } = node.process;
  const made = 'A'.repeat(43);
  // Signed as a real one: only whether it is stored can tell them apart.
  const [cookie] = sessionCookie(new Headers({ host: 'localhost' }), made).split(';');
  const cookies = { cookie: cookie!, origin };
  for (const [what, options] of [
    ['connect with a made-up session', { extraHeaders: cookies }],
    ['connect with a made-up token', { auth: { protocol: PROTOCOL_VERSION, token: made } }],
  ] as const) {
    const socket = io(origin, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true, timeout: ANSWER_MS },
      auth: { protocol: PROTOCOL_VERSION },
      ...options,
    });
    const outcome = await new Promise<{
      outcome: 'refused' | 'unanswered' | 'allowed';
      code?: string;
    }>((resolve) => {
      // A node without Postgres may close the line before it has decided: then nobody says so.
      setTimeout(() => resolve({ outcome: 'unanswered' }), 2 * ANSWER_MS);
      socket.once('server:hello', () => resolve({ outcome: 'allowed' }));
      socket.once('connect_error', (error: Error & { data?: { code?: string } }) =>
        resolve(
          error.data ? { outcome: 'refused', code: error.data.code } : { outcome: 'unanswered' },
        ),
      );
    });
    socket.disconnect();
    desk.recorder.record({ entry: 'attempt', what, gone, ...outcome });
  }
}
