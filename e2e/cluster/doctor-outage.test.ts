/** `npm run doctor` while the parts of one node go away, one after the other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examine } from '@/scripts/doctor/examine';
import { brokenOf, expectOnly, useBalancers } from '../support/doctor';
import { createMember } from '../support/http';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { createWorkspace } from '../support/workspace';

const balance = useBalancers();
let database: TestDatabase;
let node: TestNode;
let siteKey: string;
let credentials: { email: string; password: string };

beforeAll(async () => {
  database = await startTestDatabase({ ownServer: true });
  const workspace = await createWorkspace();
  siteKey = workspace.siteKey;
  credentials = await createMember(workspace.id, 'agent');
  node = await startTestNode({
    databaseUrl: database.url,
    roles: 'web,realtime',
    environment: { TRUSTED_PROXY_HOPS: '1', PUBLIC_URL: 'https://desk.example.com' },
  });
});
afterAll(async () => {
  await node.dispose();
  await database.stop();
});

test('no worker, and a cookie for another scheme', async () => {
  const findings = await examine({ base: await balance([node]), siteKey, credentials });
  expect(brokenOf(findings).map(({ check, text }) => [check, text])).toEqual([
    ['cookie', expect.stringContaining('for https only')],
    ['worker', expect.stringContaining('No worker runs')],
  ]);
  expect(findings.find(({ check }) => check === 'live')?.text).toContain('met one node');
});

test('Postgres is away', async () => {
  const base = await balance([node]);
  await database.server?.stop();
  expectOnly(await examine({ base, siteKey, credentials }), 'ready', /Postgres is broken/);
});

test('no node is there', async () => {
  const base = await balance([node]);
  await node.kill();
  expectOnly(await examine({ base, siteKey }), 'health', /answers 503: it reaches no node/);
});
