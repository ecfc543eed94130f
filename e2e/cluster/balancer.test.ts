/** `deploy/haproxy.cfg` as it is shipped, in front of real nodes. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '@/lib/contracts/limits';
import { startBalancer, type Balancer, type BalancerOptions } from '@/scripts/cluster/haproxy';
import { requireProgram } from '@/scripts/require-program';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { ReliableWriter } from '../support/reliable-writer';
import { connectTo } from '../support/wire';
import { createWorkspace, type TestVisitor, type TestWorkspace } from '../support/workspace';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-balancer-'));
/** Two checks a second apart, and a slow machine. */
const DOWN = { timeout: 10_000 };
const opened: { close(): unknown }[] = [];
let balancers: Balancer[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) one.close();
  await Promise.all(balancers.map((one) => one.stop()));
  balancers = [];
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function balance(options: Omit<BalancerOptions, 'folder'>) {
  const own = fs.mkdtempSync(path.join(folder, 'balancer-'));
  const balancer = await startBalancer({ folder: own, ...options });
  balancers.push(balancer);
  return { balancer, origin: `http://127.0.0.1:${balancer.port}` };
}

test('the shipped file is valid as it is', () => {
  const program = requireProgram('haproxy');
  const { status, stderr } = spawnSync(program, ['-c', '-f', 'deploy/haproxy.cfg'], {
    encoding: 'utf8',
  });
  expect(stderr).not.toMatch(/ALERT|WARNING/);
  expect(status).toBe(0);
});

describe('in front of three nodes', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let nodes: TestNode[];
  let workspace: TestWorkspace;
  const named = () => nodes.map(({ port }, index) => ({ name: `node${index + 1}`, port }));

  beforeAll(async () => {
    database = await startTestDatabase();
    redis = await startTestRedis();
    workspace = await createWorkspace();
    const given = {
      databaseUrl: database.url,
      redisUrl: redis.url,
      environment: { TRUSTED_PROXY_HOPS: '1', DRAIN_GRACE_MS: '2000' },
    };
    nodes = await Promise.all([startTestNode(given), startTestNode(given), startTestNode(given)]);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.dispose()));
    await redis.stop();
    await database.stop();
  });
  afterEach(async () => {
    for (const node of nodes) if (!node.running()) await node.start();
  });

  const writer = (origin: string, visitor: TestVisitor, transports = ['websocket', 'polling']) => {
    const made = new ReliableWriter(origin, visitor.token, transports);
    opened.push(made);
    return made;
  };

  /** Which of `nodes` greeted with this id. */
  const holderOf = (id: string | undefined): TestNode => {
    const found = nodes.find((node) =>
      node.log().some((line) => line.msg === 'serving' && line.node === id),
    );
    if (!found) throw new Error(`no node is ${id}`);
    return found;
  };

  test('long-polling without any cookie stays with the node that opened the session', async () => {
    const { origin } = await balance({ nodes: named() });
    const kim = await workspace.addVisitor('Kim');
    const clients = await Promise.all(
      Array.from({ length: 6 }, () => connectTo(origin, kim, { transports: ['polling'] })),
    );
    opened.push(...clients);
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(clients.map((one) => one.ask('conversation:list', {})));
      expect(answers.every(({ ok }) => ok)).toBe(true);
    }
    const greeted = clients.map((one) => one.of('server:hello')[0]!.node);
    expect(new Set(greeted).size).toBe(3);
  });

  test('a session that begins by polling moves to WebSocket on its own node', async () => {
    const { origin } = await balance({ nodes: named() });
    const kim = await workspace.addVisitor('Kim');
    for (let n = 0; n < 4; n++) {
      const client = writer(origin, kim, ['polling', 'websocket']);
      await expect.poll(() => client.transport, { timeout: 5_000 }).toBe('websocket');
      expect(client.refusals).toEqual([]);
    }
  });

  test('where upgrades are blocked, both sides talk by long-polling', async () => {
    const { origin } = await balance({
      nodes: named(),
      change: (config) =>
        config.replace(
          'use_backend any',
          'http-request deny deny_status 403 if { req.hdr(upgrade) -m found }\n  use_backend any',
        ),
    });
    const visitor = writer(origin, await workspace.addVisitor('Kim'));
    const conversationId = await visitor.start('hello');
    const robin = await connectTo(origin, await workspace.addMember('Robin'), {
      transports: ['polling'],
    });
    opened.push(robin);
    await robin.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    await visitor.send('one');
    await visitor.send('two');
    expect(visitor.transport).toBe('polling');
    await robin.get('message:send', {
      conversationId,
      clientId: 'from-robin-1',
      kind: 'text',
      body: 'three',
    });
    await visitor.catchUp();
    expect(visitor.bodies()).toEqual(['hello', 'one', 'two', 'three']);
  });

  test('when the node of a polling session dies, the client goes on at another', async () => {
    const { origin } = await balance({ nodes: named() });
    const visitor = writer(origin, await workspace.addVisitor('Kim'), ['polling']);
    await visitor.start('before');
    await holderOf(visitor.nodes[0]).kill();
    await visitor.send('after');
    expect(visitor.nodes.length).toBeGreaterThan(1);
    expect(visitor.nodes.at(-1)).not.toBe(visitor.nodes[0]);
    await visitor.catchUp();
    expect(visitor.bodies()).toEqual(['before', 'after']);
  });

  test('DRN-1: a node that drains loses its sessions to the others, which take the newcomers', async () => {
    const { origin } = await balance({ nodes: named() });
    const visitor = await workspace.addVisitor('Kim');
    const moving = writer(origin, visitor, ['polling']);
    await moving.start('before');
    const leaving = holderOf(moving.nodes[0]);
    const ended = leaving.terminate();
    for (let n = 0; n < 6; n++) {
      const client = writer(origin, visitor, ['websocket']);
      await expect.poll(() => client.nodes.length, { timeout: 5_000 }).toBe(1);
      expect(holderOf(client.nodes[0])).not.toBe(leaving);
    }
    await moving.send('after');
    expect(holderOf(moving.nodes.at(-1))).not.toBe(leaving);
    expect(await ended).toBe(0);
  });

  test.each([[['websocket']], [['polling']]])(
    'F30: reloading and killing the balancer neither loses nor doubles a message (%j)',
    async (transports) => {
      const { balancer, origin } = await balance({ nodes: named() });
      const person = await workspace.addVisitor('Kim');
      const visitor = writer(origin, person, transports);
      const conversationId = await visitor.start('0');
      const reader = writer(origin, await workspace.addVisitorSession(person), transports);
      await reader.follow(conversationId);
      const expected = ['0'];
      const say = async (count: number) => {
        for (let n = 0; n < count; n++) {
          expected.push(String(expected.length));
          await visitor.send(expected.at(-1)!);
        }
      };
      await say(5);
      balancer.reload();
      await say(10);
      const talking = say(10);
      await balancer.kill();
      await balancer.start();
      await talking;
      await say(5);
      await visitor.catchUp();
      await reader.catchUp();
      expect(visitor.bodies()).toEqual(expected);
      expect(reader.bodies()).toEqual(expected);
    },
  );
});

describe('what the balancer does to requests', () => {
  /** A node that tells what reached it, and answers as it is told to. */
  async function echo(answers: Record<string, (response: http.ServerResponse) => void> = {}) {
    const server = http.createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://node');
      const answer = answers[pathname];
      if (answer) return answer(response);
      request.resume().on('end', () => response.end(JSON.stringify(request.headers)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ close: () => server.closeAllConnections() }, server);
    return (server.address() as AddressInfo).port;
  }
  const two = async (
    a: Record<string, (response: http.ServerResponse) => void> = {},
    b: Record<string, (response: http.ServerResponse) => void> = {},
  ) =>
    balance({
      nodes: [
        { name: 'a', port: await echo(a) },
        { name: 'b', port: await echo(b) },
      ],
    });
  const say =
    (status: number, text: string, headers = {}) =>
    (response: http.ServerResponse) =>
      void response.writeHead(status, headers).end(text);

  test('what a client claims about its address and its scheme is replaced', async () => {
    const { origin } = await two();
    const answer = await fetch(`${origin}/inbox`, {
      headers: {
        'x-forwarded-for': '203.0.113.9',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=203.0.113.9',
        'x-real-ip': '203.0.113.9',
      },
    });
    const reached = (await answer.json()) as Record<string, string>;
    expect(reached['x-forwarded-for']).toBe('127.0.0.1');
    expect(reached['x-forwarded-proto']).toBe('http');
    expect(reached['x-forwarded-host']).toBe(new URL(origin).host);
    expect(reached).not.toHaveProperty('forwarded');
    expect(reached).not.toHaveProperty('x-real-ip');
    expect(JSON.stringify(reached)).not.toContain('203.0.113.9');
  });

  test('a browser keeps its node by cookie', async () => {
    const { origin } = await two({ '/who': say(200, 'a') }, { '/who': say(200, 'b') });
    const first = await fetch(`${origin}/who`);
    const node = await first.text();
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^switchboard_node=[ab]; path=\/; HttpOnly; SameSite=Lax$/);
    const other = node === 'a' ? 'b' : 'a';
    for (const name of [node, other]) {
      const again = await fetch(`${origin}/who`, {
        headers: { cookie: `switchboard_node=${name}` },
      });
      expect(await again.text()).toBe(name);
    }
  });

  test('DRN-1: a node that says «draining» keeps who belongs to it and gets nobody new', async () => {
    let ready = say(200, 'ready');
    const sid = 'aaaaaaaaaaaaaaaaaaaa';
    const { origin } = await two(
      {
        '/readyz': (response) => ready(response),
        '/who': say(200, 'a'),
        '/socket.io/': say(200, `0{"sid":"${sid}","upgrades":[]}`),
      },
      { '/who': say(200, 'b'), '/socket.io/': say(200, '0{"sid":"bbbbbbbbbbbbbbbbbbbb"}') },
    );
    const ask = async (path: string, headers = {}) =>
      (await fetch(`${origin}${path}`, { headers })).text();
    // Opened on both, so that both ids are learned.
    for (let n = 0; n < 4; n++) await ask('/socket.io/?transport=polling');
    ready = say(503, 'draining');
    const cookie = { cookie: 'switchboard_node=a' };
    const newcomers = async () => {
      const nodes = await Promise.all(
        Array.from({ length: 4 }, () => ask('/socket.io/?transport=polling')),
      );
      return nodes.some((answer) => answer.includes(sid));
    };
    await expect.poll(newcomers, DOWN).toBe(false);
    expect(await ask('/who')).toBe('b');
    expect(await ask('/who', cookie)).toBe('a');
    expect(await ask(`/socket.io/?transport=polling&sid=${sid}`)).toContain(sid);
    ready = say(503, 'database unreachable');
    await expect.poll(() => ask('/who', cookie), DOWN).toBe('b');
  });

  test('LIM-1: bodies above the limit are refused before they reach a node', async () => {
    const { origin } = await two();
    const post = (bytes: number) =>
      fetch(`${origin}/api/v1/setup`, { method: 'POST', body: 'x'.repeat(bytes) });
    expect((await post(LIMITS.frameBytes)).status).toBe(200);
    expect((await post(LIMITS.frameBytes + 1)).status).toBe(413);
  });

  test("a busy node's «come back later» reaches the client as it is", async () => {
    const busy = { '/socket.io/': say(503, 'busy', { 'retry-after': '7' }) };
    const { origin } = await two(busy, busy);
    const answer = await fetch(`${origin}/socket.io/?EIO=4&transport=polling`);
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
      503,
      '7',
      'busy',
    ]);
  });

  test('an asset that one node does not have is asked from another', async () => {
    const file = '/_next/static/chunks/new-build.js';
    const { origin } = await two({ [file]: say(404, 'no') }, { [file]: say(200, 'code') });
    for (let n = 0; n < 4; n++) expect(await (await fetch(`${origin}${file}`)).text()).toBe('code');
  });

  test('when no node is ready, the reason can be read outside and the rest says when to come back', async () => {
    const broken = { '/readyz': say(503, 'database unreachable') };
    const { origin } = await two(broken, broken);
    await expect.poll(async () => (await fetch(`${origin}/inbox`)).status, DOWN).toBe(503);
    const page = await fetch(`${origin}/inbox`);
    expect(page.headers.get('retry-after')).toBe('5');
    const ready = await fetch(`${origin}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, 'database unreachable']);
  });
});
