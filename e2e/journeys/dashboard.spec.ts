import type { Page, WebSocketRoute } from 'playwright/test';
import { emailOf, expect, test, unique, type People } from '@/e2e/support/people';

const PHONE = { viewport: { width: 360, height: 740 } };

async function dashboard(people: People, path = '/dashboard', more = {}): Promise<Page> {
  const owner = await people.agent(emailOf(people.desk, 'owner'), { more });
  await owner.page.goto(new URL(path, owner.page.url()).href);
  await expect(owner.page.getByRole('heading', { name: 'Live', level: 1 })).toBeVisible();
  return owner.page;
}
const tile = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** What is read aloud: the true value, not one on its way. */
const valueOf = (page: Page, name: string) => tile(page, name).locator('p .sr-only').innerText();

test('an owner sees within moments that somebody waits, and goes to them', async ({ people }) => {
  const page = await dashboard(people, '/dashboard?range=hour');
  await expect(tile(page, 'Open')).toContainText(/as of/);
  const before = Number(await valueOf(page, 'Waiting'));
  const words = unique('Where is my parcel?');
  const visitor = await people.visitor();
  await visitor.open();
  await visitor.say(words);
  await expect.poll(async () => Number(await valueOf(page, 'Waiting'))).toBeGreaterThan(before);
  const newest = page.getByRole('region', { name: 'Longest waiting' }).getByRole('link').last();
  await expect(newest).toBeVisible();
  await newest.click();
  await expect(page).toHaveURL(/\/inbox\/[0-9a-f-]{36}/);
});

test('filters stand in the address and are found again', async ({ people }) => {
  const page = await dashboard(people);
  await page.getByRole('combobox', { name: 'Range' }).click();
  await page.getByRole('option', { name: 'Last 7 days' }).click();
  await expect(page).toHaveURL(/range=week/);
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Range' })).toContainText('Last 7 days');
  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'Range' })).toContainText('Today');
});

test('when the ticks stop, tiles say so by themselves, and recover', async ({ people }) => {
  const owner = await people.agent(emailOf(people.desk, 'owner'));
  const { page } = owner;
  let silent = false;
  await page.routeWebSocket(/socket\.io/, (route: WebSocketRoute) => {
    const server = route.connectToServer();
    server.onMessage((message) => {
      if (!(silent && String(message).includes('metrics:ticked'))) route.send(message);
    });
  });
  await page.goto(new URL('/dashboard', page.url()).href);
  await expect(tile(page, 'Open')).toContainText('as of');
  await expect(tile(page, 'Open')).not.toContainText('Stale');
  silent = true;
  for (const name of ['Open', 'Reply time', 'Agents', 'Longest waiting']) {
    await expect(tile(page, name)).toContainText('Stale', { timeout: 8_000 });
  }
  silent = false;
  await expect(tile(page, 'Open')).not.toContainText('Stale');
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
  await expect(tile(page, 'Open')).toBeVisible();
  const fits = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    );
  expect(await fits()).toBe(true);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.getByRole('button', { name: 'Wall mode' }).click();
  await expect(page).toHaveURL(/wall=1/);
  await expect(page.getByRole('group', { name: 'Filters' })).toBeHidden();
  await page.getByRole('button', { name: 'Leave wall mode' }).click();
  await expect(page.getByRole('group', { name: 'Filters' })).toBeVisible();
});

test('is not for agents', async ({ people }) => {
  const agent = await people.agent();
  await expect(agent.page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
  await expect(agent.page.getByRole('link', { name: 'Dashboard' })).toHaveCount(0);
  await agent.page.goto(new URL('/dashboard', agent.page.url()).href);
  await expect(agent.page.getByText('The dashboard is for owners and admins')).toBeVisible();
});
