/** One message from the frame that brings it to the sockets of both nodes, in one trace and without its words. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { start } from '../support/desk';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { clientId, connectTo } from '../support/wire';
import { createWorkspace } from '../support/workspace';

interface Span {
  traceId: string;
  name: string;
  node: string;
}
interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: { traceId: string; name: string }[] }[];
  }[];
}

const SECRET = 'Platypus-Zucchini';
const spans: Span[] = [];
let received = '';
let collector: http.Server;
let database: TestDatabase;
let redis: TestRedis;
let nodes: TestNode[];

beforeAll(async () => {
  collector = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      received += body;
      for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
        const id = resource.attributes.find(({ key }) => key === 'service.instance.id');
        const node = id?.value.stringValue ?? '';
        for (const { traceId, name } of scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({ traceId, name, node });
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  database = await startTestDatabase();
  redis = await startTestRedis();
  const given = {
    databaseUrl: database.url,
    redisUrl: redis.url,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'trace',
    },
  };
  nodes = await Promise.all([startTestNode(given), startTestNode(given)]);
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.dispose()));
  await redis.stop();
  await database.stop();
  collector.close();
});

test('a message is one trace over both nodes, and neither traces nor logs have its words', async () => {
  const workspace = await createWorkspace();
  const [a, b] = nodes as [TestNode, TestNode];
  const visitor = await connectTo(a.origin, await workspace.addVisitor());
  const agent = await connectTo(b.origin, await workspace.addMember());
  const conversationId = await start(visitor, SECRET);
  await agent.get('conversation:subscribe', { conversationId, afterSeq: 0 });
  const own = clientId();
  await visitor.get('message:send', { conversationId, clientId: own, kind: 'text', body: SECRET });
  await agent.next('conversation:event', (event) => JSON.stringify(event).includes(SECRET));

  await vi.waitFor(
    () => {
      const root = spans.find(({ name }) => name === 'receive message:send');
      const ofTrace = spans.filter(({ traceId }) => traceId === root?.traceId);
      expect(ofTrace.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^query /),
          'fan out conversation:event',
          'emit to sockets',
        ]),
      );
      const emitted = ofTrace.filter(({ name }) => name === 'emit to sockets');
      expect(emitted.some(({ node }) => node !== root?.node)).toBe(true);
    },
    { timeout: 15_000, interval: 200 },
  );
  expect(received).not.toContain(SECRET);
  // Browsers get frames without the envelope.
  expect(JSON.stringify(agent.frames)).not.toContain('trace');
  const lines = a.log();
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'a frame was answered',
      event: 'message:send',
      conversation: conversationId,
      socket: visitor.socket.id,
      request: expect.any(Number) as number,
    }),
  );
  expect(JSON.stringify(nodes.map((node) => node.log()))).not.toContain(SECRET);
  visitor.close();
  agent.close();
});
