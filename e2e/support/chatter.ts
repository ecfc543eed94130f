/** Fills a conversation quickly: several members write over sockets of their own, within their limits. */
import { io } from 'socket.io-client';
import type { Ack } from '@/lib/contracts/socket-events';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import type { DemoFile } from './server';

/**
 * Every member of the desk writes `each` messages into the conversation, `NAME 001` and so on.
 * @returns how many were acknowledged
 */
export async function chatter(
  desk: DemoFile,
  conversationId: string,
  each: number,
): Promise<number> {
  const counts = await Promise.all(
    desk.accounts.map((account, index) =>
      writeAll(desk.baseUrl, account, conversationId, `writer${index}`, each),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function writeAll(
  origin: string,
  account: { email: string; password: string },
  conversationId: string,
  name: string,
  each: number,
): Promise<number> {
  const answer = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email: account.email, password: account.password }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const socket = io(origin, {
    transports: ['websocket'],
    forceNew: true,
    auth: { protocol: PROTOCOL_VERSION },
    extraHeaders: { cookie, origin },
  });
  let acknowledged = 0;
  while (acknowledged < each) {
    const number = String(acknowledged + 1).padStart(3, '0');
    const ack = (await socket.timeout(20_000).emitWithAck('message:send', {
      conversationId,
      clientId: `chatter-${conversationId}-${number}`,
      kind: 'text',
      body: `${name} ${number}`,
    })) as Ack<unknown>;
    if (ack.ok) acknowledged += 1;
    else if (!ack.error.retryable) throw new Error(ack.error.message);
    else await new Promise((resolve) => setTimeout(resolve, ack.error.retryAfterMs ?? 100));
  }
  socket.close();
  return acknowledged;
}
