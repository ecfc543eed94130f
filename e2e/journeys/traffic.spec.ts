import { execFileSync } from 'node:child_process';
import { expect, test, type APIRequestContext } from 'playwright/test';
import { io, type Socket } from 'socket.io-client';
import { startTestServer, type TestServer } from '@/e2e/support/server';
import type { InboxPageData } from '@/lib/contracts/inbox';
import type { MetricsSnapshot } from '@/lib/contracts/metrics';
import type { Ack } from '@/lib/contracts/socket-events';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import { BOUNDS } from '@/scripts/traffic/pace';

/** A conversation takes a minute or two, and not every one is rated. */
const ENOUGH_MS = 300_000;

function childrenOf(pid: number | undefined): number[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,args=']).toString('utf8').split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...args]) => parent === String(pid) && args.join(' ').includes('run-traffic'),
    )
    .map(([child]) => Number(child));
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function connect(server: TestServer, request: APIRequestContext): Promise<Socket> {
  const owner = server.demo.accounts.find(({ role }) => role === 'owner')!;
  const origin = server.baseUrl;
  const { email, password } = owner;
  const answer = await request.post(`${origin}/api/auth/sign-in/email`, {
    headers: { origin },
    data: { email, password },
  });
  const cookie = answer.headers()['set-cookie']?.split(';', 1)[0] ?? '';
  const socket = io(origin, {
    transports: ['websocket'],
    auth: { protocol: PROTOCOL_VERSION },
    extraHeaders: { cookie, origin },
  });
  await new Promise((resolve) => socket.once('server:hello', resolve));
  return socket;
}

async function ask<Data>(socket: Socket, event: string, payload: object): Promise<Data> {
  const ack = (await socket.timeout(20_000).emitWithAck(event, payload)) as Ack<Data>;
  if (!ack.ok) throw new Error(`${event}: ${ack.error.message}`);
  return ack.data;
}

test.describe('the demo with traffic', () => {
  let server: TestServer;
  test.beforeAll(async () => {
    test.setTimeout(240_000);
    server = await startTestServer({ TRAFFIC_SEED: '11' }, 'demo', ['--traffic=busy']);
  });
  test.afterAll(() => server.dispose());

  test('people talk, are answered, resolved and rated, within bounds, and all of it stops', async ({
    request,
  }) => {
    test.setTimeout(ENOUGH_MS + 60_000);
    const began = Date.now();
    const children = childrenOf(server.pid());
    expect(children).toHaveLength(1);
    const socket = await connect(server, request);
    let most = 0;
    let agents = 0;
    socket.on('metrics:ticked', ({ now, team }: MetricsSnapshot) => {
      most = Math.max(most, now?.visitorsOnline ?? 0);
      agents = Math.max(agents, team?.online ?? 0);
    });
    await ask(socket, 'metrics:subscribe', { range: 'hour', timeZone: 'UTC' });

    const fresh = async () => {
      const { rows } = await ask<InboxPageData>(socket, 'inbox:subscribe', { view: 'resolved' });
      return rows
        .map(({ conversation }) => conversation)
        .filter(({ createdAt }) => Date.parse(createdAt) > began);
    };
    const wanted = async () => {
      const rows = await fresh();
      return {
        bothWays: rows.some(({ messageCountBy }) => Object.keys(messageCountBy).length > 1),
        rated: rows.some(({ rating }) => rating?.current === true),
      };
    };
    await expect
      .poll(wanted, { timeout: ENOUGH_MS, intervals: [1_000] })
      .toEqual({ bothWays: true, rated: true });

    expect(most).toBeGreaterThan(2);
    expect(most).toBeLessThanOrEqual(BOUNDS.visitors);
    // The owner, who is looking, is the one more.
    expect(agents).toBeLessThanOrEqual(5);
    socket.disconnect();
    expect(await server.terminate()).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
  });

  test('it comes back with the next start, and goes on', async () => {
    test.setTimeout(120_000);
    await server.start();
    const children = childrenOf(server.pid());
    expect(children).toHaveLength(1);
    process.kill(children[0]!, 'SIGKILL');
    await expect
      .poll(() => childrenOf(server.pid()).filter((pid) => pid !== children[0]), {
        timeout: 60_000,
      })
      .toHaveLength(1);
  });
});
