import type { Page, WebSocketRoute } from 'playwright/test';
import { seriousFindings } from '@/e2e/support/axe';
import { serveCustomerPage } from '@/e2e/support/customer-page';
import { emailOf, expect, test, unique, type People } from '@/e2e/support/people';
import { asAdmin } from '@/e2e/support/site-admin';

const PHONE = { viewport: { width: 360, height: 740 } };
const HEADINGS = { '/dashboard': 'Live', '/dashboard/system': 'System' } as const;

async function dashboard(people: People, path = '/dashboard', more = {}): Promise<Page> {
  const owner = await people.agent(emailOf(people.desk, 'owner'), { more });
  await owner.page.goto(new URL(path, owner.page.url()).href);
  await expect(owner.page.getByRole('heading', { name: 'Live', level: 1 })).toBeVisible();
  await expect(tile(owner.page, 'Open').locator('p .sr-only')).toHaveText(/\d/);
  return owner.page;
}
const fits = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
const tile = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** What is read aloud: the true value, not one on its way. */
const valueOf = (page: Page, name: string) => tile(page, name).locator('p .sr-only').innerText();

test('an owner sees within moments that somebody waits, and goes to them', async ({ people }) => {
  const shop = await serveCustomerPage();
  try {
    // A site of its own: at the others people come and go meanwhile.
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [shop.origin] });
    const page = await dashboard(people, `/dashboard?range=hour&site=${site.id}`);
    const waiting = tile(page, 'Waiting').locator('p .sr-only');
    await expect(waiting).toHaveText('0');
    const words = unique('Where is my parcel?');
    const visitor = await people.visitor({ url: shop.embed(admin.origin, site.key) });
    await visitor.open();
    await visitor.say(words);
    await expect(waiting).toHaveText('1');
    const rows = page.getByRole('region', { name: 'Longest waiting' }).getByRole('link');
    await expect(rows).toHaveCount(1);
    await rows.click();
    await expect(page).toHaveURL(/\/inbox\/[0-9a-f-]{36}/);
    await expect(page.getByRole('log', { name: 'Messages' }).getByText(words)).toBeVisible();
  } finally {
    await shop.close();
  }
});

test('filters stand in the address and are found again', async ({ people }) => {
  const page = await dashboard(people);
  const choose = async (filter: string, option: string | RegExp) => {
    await page.getByRole('combobox', { name: filter }).click();
    await page.getByRole('option', { name: option }).click();
  };
  await choose('Range', 'Last 7 days');
  await expect(page).toHaveURL(/range=week/);
  const rows = tile(page, 'Agents').getByRole('row');
  await expect.poll(() => rows.count()).toBeGreaterThan(2);
  const name = await rows.nth(2).getByRole('rowheader').locator('.truncate').innerText();
  await choose('Agent', name);
  await expect(page).toHaveURL(/agent=[0-9a-f-]{36}/);
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText(name);
  await page.getByRole('combobox', { name: 'Site' }).click();
  await page.getByRole('option').nth(1).click();
  await expect(page).toHaveURL(/site=[0-9a-f-]{36}&agent=[0-9a-f-]{36}&range=week/);
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Range' })).toContainText('Last 7 days');
  await expect(page.getByRole('combobox', { name: 'Agent' })).toContainText(name);
  await expect(rows).toHaveCount(2);
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'Agent' })).toContainText('All agents');
  await expect.poll(() => rows.count()).toBeGreaterThan(2);
  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'Range' })).toContainText('Today');
});

interface Noted {
  staleAt: number | null;
}
/** Keeps when the tile is first drawn as stale, on the clock that this process has, too. */
const noteWhenStale = (page: Page, name: string) =>
  page.evaluate((label) => {
    const noted = globalThis as unknown as Noted;
    noted.staleAt = null;
    const watch = () => {
      if (document.querySelector(`[aria-label="${label}"][data-stale]`)) noted.staleAt = Date.now();
      else requestAnimationFrame(watch);
    };
    watch();
  }, name);

test('when the ticks stop, tiles say so within five seconds, and recover', async ({ people }) => {
  const owner = await people.agent(emailOf(people.desk, 'owner'));
  const { page } = owner;
  let silent = false;
  let lastTickAt = 0;
  await page.routeWebSocket(/socket\.io/, (route: WebSocketRoute) => {
    const server = route.connectToServer();
    server.onMessage((message) => {
      const isTick = String(message).includes('metrics:ticked');
      if (silent && isTick) return;
      if (isTick) lastTickAt = Date.now();
      route.send(message);
    });
  });
  await page.goto(new URL('/dashboard', page.url()).href);
  await expect(tile(page, 'Open').locator('p .sr-only')).toHaveText(/\d/);
  // The quickest of five: a busy machine may take its time, the product may not.
  const took: number[] = [];
  while (took.length < 5 && !took.some((ms) => ms <= 5_000)) {
    await expect(tile(page, 'Open')).not.toContainText('Stale');
    await noteWhenStale(page, 'Open');
    silent = true;
    for (const name of ['Open', 'Reply time', 'Agents', 'Longest waiting']) {
      await expect(tile(page, name)).toContainText('Stale');
    }
    took.push((await page.evaluate(() => (globalThis as unknown as Noted).staleAt!)) - lastTickAt);
    silent = false;
    await expect(tile(page, 'Open')).not.toContainText('Stale');
  }
  expect(Math.min(...took)).toBeLessThanOrEqual(5_000);
});

test('each chart has a table, and nothing to report is a dash', async ({ people }) => {
  const page = await dashboard(people, '/dashboard?range=hour');
  for (const name of ['Messages per minute, last hour', 'Conversations per minute, last hour']) {
    const table = tile(page, name).getByRole('table');
    await expect(table.getByRole('row')).toHaveCount(7);
  }
  expect(await valueOf(page, 'CSAT')).toBe('–');
});

test('fits a phone, and fills a wall', async ({ people }) => {
  const page = await dashboard(people, '/dashboard', PHONE);
  expect(await fits(page)).toBe(true);
  await page.setViewportSize({ width: 1920, height: 1080 });
  const isFullScreen = () => page.evaluate(() => document.fullscreenElement !== null);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const chosen = await theme();
  await page.getByRole('button', { name: 'Wall mode' }).click();
  await expect(page).toHaveURL(/wall=1/);
  await expect(page.getByRole('group', { name: 'Filters' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'Inbox' })).toBeHidden();
  await expect.poll(isFullScreen).toBe(true);
  expect(await theme()).toBe('dark');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Leave wall mode' }).click();
  await expect(page.getByRole('group', { name: 'Filters' })).toBeVisible();
  await expect.poll(isFullScreen).toBe(false);
  expect(await theme()).toBe(chosen);
  // A bookmark on the wall's own machine: nobody presses anything there.
  await page.goto(new URL('/dashboard?wall=1', page.url()).href);
  await expect(page.getByRole('button', { name: 'Leave wall mode' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Filters' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('group', { name: 'Filters' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on the live and the system page, ${colorScheme}`, async ({
    people,
  }) => {
    const page = await dashboard(people, '/dashboard', { colorScheme });
    for (const [path, name] of Object.entries(HEADINGS)) {
      await page.goto(new URL(path, page.url()).href);
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      if (name === 'Live') await expect(page.locator('canvas')).toHaveCount(2);
      // A tick that is late turns tiles pale, which is what they are for.
      await expect(async () => {
        await expect(page.locator('[data-stale]')).toHaveCount(0);
        expect(await seriousFindings(page)).toEqual([]);
      }).toPass();
      await page.setViewportSize(PHONE.viewport);
      expect(await fits(page)).toBe(true);
      await page.setViewportSize({ width: 1360, height: 850 });
    }
  });
}

test('is not for agents', async ({ people }) => {
  const agent = await people.agent();
  await expect(agent.page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
  await expect(agent.page.getByRole('link', { name: 'Dashboard' })).toHaveCount(0);
  await agent.page.goto(new URL('/dashboard', agent.page.url()).href);
  await expect(agent.page.getByText('The dashboard is for owners and admins')).toBeVisible();
  await agent.page.goto(new URL('/dashboard/system', agent.page.url()).href);
  await expect(agent.page.getByText('The system page is for owners and admins')).toBeVisible();
});
