/** Two real nodes on one database and one Redis. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestNode, type TestNode } from '../support/node';
import { startTestRedis, type TestRedis } from '../support/redis';

let database: TestDatabase;
let redis: TestRedis;
let nodes: TestNode[];

beforeAll(async () => {
  database = await startTestDatabase();
  redis = await startTestRedis();
  const given = { databaseUrl: database.url, redisUrl: redis.url };
  nodes = await Promise.all([startTestNode(given), startTestNode(given)]);
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.dispose()));
  await redis.stop();
  await database.stop();
});

test('two nodes of one installation are ready side by side', async () => {
  const answers = await Promise.all(nodes.map(({ origin }) => fetch(`${origin}/readyz`)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});
