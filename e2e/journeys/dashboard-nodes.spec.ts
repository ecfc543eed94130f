/** The dashboard in browsers on two nodes behind one database: live figures, and what operators see. */
import { expect as anyExpect, test as base, type BrowserContext, type Page } from 'playwright/test';
import { v7 as uuid } from 'uuid';
import { database } from '@/lib/platform/database';
import { start } from '@/e2e/support/desk';
import { startTestNode, TEST_SECRET, type TestNode } from '@/e2e/support/node';
import { startTestDatabase, type TestDatabase } from '@/e2e/support/postgres';
import { startTestRedis, type TestRedis } from '@/e2e/support/redis';
import { connectTo } from '@/e2e/support/wire';
import { createWorkspace, type TestMember, type TestWorkspace } from '@/e2e/support/workspace';

// Two whole nodes run beside the browsers. What has to be quick is measured where it matters.
const expect = anyExpect.configure({ timeout: 30_000 });
base.describe.configure({ timeout: 180_000 });

let db: TestDatabase;
let redis: TestRedis;
let a: TestNode;
let b: TestNode;
let workspace: TestWorkspace;
let olga: TestMember;

interface Screens {
  /** A browser of `member` on `node`. */
  screenOf(
    member: TestMember,
    node: TestNode,
    path: string,
    more?: { reducedMotion?: 'reduce' },
  ): Promise<Page>;
}

const test = base.extend<Screens>({
  screenOf: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (member, node, path, more) => {
      const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...more });
      contexts.push(context);
      const [name, value] = (await workspace.addMemberSession(member)).cookie.split('=');
      await context.addCookies([{ name: name!, value: value!, url: node.origin }]);
      const page = await context.newPage();
      await page.goto(`${node.origin}${path}`);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

test.beforeAll(async () => {
  test.setTimeout(240_000);
  // Sessions are opened from here, too.
  process.env.AUTH_SECRET = TEST_SECRET;
  db = await startTestDatabase();
  redis = await startTestRedis();
  const given = {
    databaseUrl: db.url,
    redisUrl: redis.url,
    roles: 'web,realtime,worker',
    environment: { CANARY_SECONDS: '1' },
  };
  [a, b] = await Promise.all([startTestNode(given), startTestNode(given)]);
});
test.afterAll(async () => {
  await Promise.all([a?.dispose(), b?.dispose()]);
  await redis?.stop();
  await db?.stop();
});
test.beforeEach(async () => {
  workspace = await createWorkspace('Fjell & Fabric');
  olga = await workspace.addMember('Olga Brandt', 'owner');
});

const tile = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** What is read aloud: the true value, not one on its way. */
const value = (page: Page, name: string) => tile(page, name).locator('p .sr-only');

/** A visitor on that node begins to wait, and is gone. */
async function ask(node: TestNode): Promise<void> {
  const visitor = await connectTo(node.origin, await workspace.addVisitor('Kim'));
  await start(visitor, 'Is it waterproof?');
  visitor.close();
}

interface Noted {
  shownAt: number | null;
}
/** Keeps when the tile first has the value, on the clock that this process has, too. */
const noteWhenShown = (page: Page, name: string, words: string) =>
  page.evaluate(
    ([label, wanted]) => {
      const noted = globalThis as unknown as Noted;
      noted.shownAt = null;
      const watch = () => {
        const shown = document.querySelector(`[aria-label="${label}"] p .sr-only`)?.textContent;
        if (shown === wanted) noted.shownAt = Date.now();
        else requestAnimationFrame(watch);
      };
      watch();
    },
    [name, words],
  );

test('a change on one node is on a dashboard of the other within a second', async ({
  screenOf,
}) => {
  const page = await screenOf(olga, b, '/dashboard?range=hour');
  await expect(value(page, 'Waiting')).toHaveText('0');
  const took: number[] = [];
  for (let waiting = 1; waiting <= 5; waiting += 1) {
    const visitor = await connectTo(a.origin, await workspace.addVisitor('Kim'));
    await noteWhenShown(page, 'Waiting', String(waiting));
    const asked = Date.now();
    await start(visitor, 'Is it waterproof?');
    await expect(value(page, 'Waiting')).toHaveText(String(waiting));
    took.push((await page.evaluate(() => (globalThis as unknown as Noted).shownAt!)) - asked);
    visitor.close();
  }
  // The quickest: a busy machine may be late, the product may not. e2e/cluster judges nearly all of them.
  expect(Math.min(...took), took.join(', ')).toBeLessThan(1_000);
  await expect(tile(page, 'Longest waiting').getByRole('link')).toHaveCount(5);
});

interface Seen {
  shift: number;
  shown: string[];
  told: string[];
}
/** Every text that the tile shows and tells from now on, and how far anything moved. */
const watchTile = (page: Page, name: string) =>
  page.evaluate((label) => {
    const seen: Seen = { shift: 0, shown: [], told: [] };
    (globalThis as unknown as { seen: Seen }).seen = seen;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as { value?: number }).value ?? 0;
    }).observe({ type: 'layout-shift', buffered: false });
    const [shown, told] = document.querySelectorAll(
      `[aria-label="${label}"] p:first-of-type > span`,
    );
    const look = () => {
      if (seen.shown.at(-1) !== shown!.textContent) seen.shown.push(shown!.textContent!);
      if (seen.told.at(-1) !== told!.textContent) seen.told.push(told!.textContent!);
    };
    look();
    const box = shown!.parentElement!;
    new MutationObserver(look).observe(box, {
      subtree: true,
      characterData: true,
      childList: true,
    });
  }, name);
const seenBy = (page: Page) => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

test('figures roll to their new value and move nothing; without motion they do not roll', async ({
  screenOf,
}) => {
  const rolling = await screenOf(olga, b, '/dashboard?range=hour');
  const still = await screenOf(olga, b, '/dashboard?range=hour', { reducedMotion: 'reduce' });
  for (const page of [rolling, still]) {
    await expect(value(page, 'Open')).toHaveText('0');
    await expect(page.locator('canvas')).toHaveCount(2);
    await watchTile(page, 'Open');
  }
  // At one stroke, as after a reconnect: from nothing to many.
  const contacts = await Promise.all(Array.from({ length: 12 }, () => workspace.addVisitor('Kim')));
  await database().conversation.createMany({
    data: contacts.map(({ actor }) => ({
      id: uuid(),
      workspaceId: workspace.id,
      siteId: workspace.siteId,
      contactId: actor.id,
      startClientId: uuid(),
    })),
  });
  for (const page of [rolling, still]) {
    await expect(tile(page, 'Open').locator('p span[aria-hidden]')).toHaveText('12');
    await expect(value(page, 'Open')).toHaveText('12');
  }
  const [moving, resting] = [await seenBy(rolling), await seenBy(still)];
  expect(moving.told).toEqual(['0', '12']);
  expect(moving.shown.length).toBeGreaterThan(2);
  expect(resting.told).toEqual(['0', '12']);
  expect(resting.shown).toEqual(['0', '12']);
  expect(moving.shift).toBe(0);
  expect(resting.shift).toBe(0);
});

test('a desk where nothing has happened has nothing to report, not zero', async ({ screenOf }) => {
  const page = await screenOf(olga, a, '/dashboard');
  await expect(value(page, 'Open')).toHaveText('0');
  for (const name of [
    ...['First response', 'Reply time', 'Resolution time', 'CSAT', 'Reopen rate'],
    ...['Longest wait'],
  ]) {
    await expect(value(page, name)).toHaveText('–');
  }
  await expect(page.getByText('Nobody is waiting')).toBeVisible();
});

test('who is no admin has no dashboard, neither as a page nor by the socket', async ({
  screenOf,
}) => {
  const sam = await workspace.addMember('Sam Okafor');
  const page = await screenOf(sam, b, '/dashboard');
  await expect(page.getByText('The dashboard is for owners and admins')).toBeVisible();
  await expect(page.locator('.tile')).toHaveCount(0);
  await page.goto(`${b.origin}/dashboard/system`);
  await expect(page.getByText('The system page is for owners and admins')).toBeVisible();
  const answer = await page.request.get(`${b.origin}/api/v1/system/nodes`);
  expect(answer.status()).toBe(403);
  for (const person of [sam, await workspace.addVisitor()]) {
    const client = await connectTo(a.origin, person);
    const refused = await client.ask('metrics:subscribe', { range: 'hour' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    client.close();
  }
});

test('whose role is taken away while the dashboard is open sees it end', async ({ screenOf }) => {
  const ada = await workspace.addMember('Ada Lund', 'admin');
  const page = await screenOf(ada, b, '/dashboard');
  await expect(value(page, 'Open')).toHaveText('0');
  const answer = await fetch(`${a.origin}/api/v1/members/${ada.actor.id}`, {
    method: 'PATCH',
    headers: { cookie: olga.cookie, origin: a.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'agent' }),
  });
  expect(answer.ok).toBe(true);
  await expect(page.getByText('Your role no longer shows you the dashboard.')).toBeVisible();
  await expect(tile(page, 'Open')).toContainText('Stale');
});

const node = (page: Page, index: number) =>
  page.getByRole('article', { name: /^Node / }).nth(index);

test('an operator sees both nodes, their canaries, and one that falls silent', async ({
  screenOf,
}) => {
  await ask(a);
  const page = await screenOf(olga, a, '/dashboard/system');
  await expect(page.getByRole('article', { name: /^Node / })).toHaveCount(2);
  for (const index of [0, 1]) {
    const card = node(page, index);
    await expect(card).toContainText('live');
    await expect(card).toContainText(/up \d+[smh]/);
    for (const name of [
      ...['Sockets', 'Accepted', 'Event loop late', 'Delivery', 'Memory', 'Database pool'],
      ...['Postgres', 'Redis'],
    ]) {
      await expect(card.getByRole('term').filter({ hasText: name }).first()).toBeVisible();
    }
    await expect(card).toContainText(/here [\d.]+ ms/);
    await expect(card).toContainText(/and back [\d.]+ ms/);
  }
  // Not «All is well»: a busy machine is late, and the page says so. Its words are a unit's matter.
  await expect(page.getByText(/is silent/)).toHaveCount(0);
  b.freeze();
  try {
    await expect(page.getByText(/is silent/)).toBeVisible();
    await expect(page.getByText(/got no canary back/)).toBeVisible();
    await expect(page.getByText(/silent for \d+s/)).toBeVisible();
  } finally {
    b.thaw();
  }
  await expect(page.getByText(/is silent/)).toHaveCount(0);
  for (const index of [0, 1]) await expect(node(page, index)).toContainText('live');
});

test('what was given up is looked at, tried again, or discarded', async ({ screenOf }) => {
  await ask(a);
  const conversation = await database().conversation.findFirstOrThrow({
    where: { workspaceId: workspace.id },
    include: { events: true },
  });
  const [event] = conversation.events;
  const letter = (eventId: string, entry: object, error: string) => ({
    ...{ id: uuid(), workspaceId: workspace.id, group: 'notify', eventId, entry, error },
    ...{ topic: event!.type, attempts: 5 },
  });
  const entry = { id: event!.id, topic: event!.type, seq: event!.seq, ageMs: 3, announced: true };
  const place = { workspaceId: workspace.id, conversationId: conversation.id };
  await database().deadLetter.createMany({
    data: [
      letter(event!.id, { ...entry, ...place }, 'The mail server said no'),
      letter('garbled', { field: 'nonsense' }, 'It could not be read'),
    ],
  });
  const page = await screenOf(olga, b, '/dashboard/system');
  await expect(page.getByText('2 effects were given up')).toBeVisible();
  const row = (words: string) => page.getByRole('row').filter({ hasText: words });
  const mail = row('The mail server said no');
  await mail.getByText('Inspect').click();
  await expect(mail).toContainText(`"conversationId": "${conversation.id}"`);
  await expect(page.locator('body')).not.toContainText('Is it waterproof?');
  await mail.getByRole('button', { name: 'Retry' }).click();
  await expect(mail).toHaveCount(0);
  const garbled = row('It could not be read');
  await expect(garbled.getByRole('button', { name: 'Retry' })).toBeDisabled();
  await garbled.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('Nothing was given up')).toBeVisible();
  expect(await database().deadLetter.count()).toBe(0);
});
