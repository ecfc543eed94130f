import type { Page } from 'playwright/test';
import { expect, test } from '@/e2e/support/people';
import { startTestServer, type TestServer } from '@/e2e/support/server';

const OWNER = { email: 'ada@lantern.example', password: 'kettle-orbit-lantern' };
const AGENT = { email: 'lin@lantern.example', password: 'harbour-pencil-moss' };

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** One installation from its first start on: the steps build on each other. */
test.describe.configure({ mode: 'serial' });

test.describe('a server that nobody has set up', () => {
  let server: TestServer;
  test.beforeAll(async () => {
    test.setTimeout(240_000);
    server = await startTestServer({}, 'start');
  });
  test.afterAll(() => server.dispose());

  test('leads the first visitor to the set-up, and nobody after', async ({ people }) => {
    people.expectErrors(/400/);
    const { page, context } = await people.visitor({ url: `${server.baseUrl}/inbox` });
    await expect(page).toHaveURL(`${server.baseUrl}/setup`);
    for (const path of ['/', '/sign-in']) {
      await page.goto(`${server.baseUrl}${path}`);
      await expect(page).toHaveURL(`${server.baseUrl}/setup`);
    }
    const submit = page.getByRole('button', { name: 'Create workspace' });
    await expect(submit).toBeEnabled();
    await page.getByLabel('Your name').fill('Ada Winter');
    await page.getByLabel('E-mail').fill(OWNER.email);
    await page.getByLabel('Password', { exact: true }).fill('password12');
    await page.getByLabel('Workspace name').fill('Lantern');
    await page.getByLabel('Site name').fill('Lantern shop');
    await page.getByLabel('Address').fill('shop.lantern.example/welcome');
    await submit.click();
    await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await submit.click();

    await expect(page.getByRole('heading', { name: 'Your workspace is ready' })).toBeVisible();
    const snippet = page.getByRole('figure', { name: 'Embed snippet' }).locator('code');
    await expect(snippet).toHaveText(
      new RegExp(
        `^<script src="${server.baseUrl}/embed.js" data-site="[\\w-]{8,}" async></script>$`,
      ),
    );
    await page.getByRole('link', { name: 'Go to the inbox' }).click();
    await expect(page.getByRole('button', { name: /^Ada Winter/ })).toBeVisible();
    await page.goto(`${server.baseUrl}/settings/sites`);
    await page.getByRole('link', { name: /Lantern shop/ }).click();
    await expect(page.getByText('https://shop.lantern.example').first()).toBeVisible();

    const stranger = await people.visitor({ url: `${server.baseUrl}/setup` });
    await expect(stranger.page).toHaveURL(/\/sign-in/);
    await expect(stranger.page.getByText('Demo: continue as')).toBeHidden();
    const again = await context.request.post(`${server.baseUrl}/api/v1/setup`, {
      headers: { origin: server.baseUrl },
      data: {
        ...OWNER,
        name: 'Mallory',
        workspaceName: 'Mine',
        siteName: 'Mine',
        siteOrigin: 'https://mine.example',
      },
    });
    expect(again.status()).toBeGreaterThanOrEqual(400);
    expect(again.status()).toBeLessThan(500);
    const demo = await context.request.get(`${server.baseUrl}/demo/sign-in?as=${OWNER.email}`);
    expect(demo.status()).toBe(404);
  });

  test('lets in by password, and says no more than it must', async ({ people }) => {
    people.expectErrors(/401/);
    const { page } = await people.visitor({ url: `${server.baseUrl}/settings/profile` });
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    const problem = page.getByRole('alert').filter({ hasText: /\w/ });
    const answers: string[] = [];
    for (const [email, password] of [
      [OWNER.email, 'not-the-password'],
      ['nobody@lantern.example', OWNER.password],
    ] as const) {
      await page.reload();
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
      await signIn(page, email, password);
      await expect(problem).toBeVisible();
      answers.push(await problem.innerText());
    }
    expect(answers[0]).toContain('not right');
    expect(answers[1]).toBe(answers[0]);
    await signIn(page, OWNER.email, OWNER.password);
    await expect(page).toHaveURL(`${server.baseUrl}/settings/profile`);

    await page.goto(`${server.baseUrl}/inbox`);
    await page.getByRole('button', { name: /Your menu$/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto(`${server.baseUrl}/inbox`);
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test('invites by link, and shows somebody the door (AUT-1)', async ({ people }) => {
    people.expectErrors(/401|403/);
    const { page } = await people.visitor({ url: `${server.baseUrl}/sign-in` });
    await signIn(page, OWNER.email, OWNER.password);
    await page.waitForURL(/\/inbox/);
    await page.goto(`${server.baseUrl}/settings/members`);
    await page.getByRole('button', { name: 'Invite' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
    await dialog.getByRole('button', { name: 'Create link' }).click();
    const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue();
    await page.getByRole('button', { name: 'Done' }).click();

    const invited = await people.visitor({ url: link });
    await expect(invited.page.getByRole('heading', { name: 'Join Lantern' })).toBeVisible();
    const join = invited.page.getByRole('button', { name: 'Join workspace' });
    await expect(join).toBeEnabled();
    await invited.page.getByLabel('Your name').fill('Lin Harbour');
    await invited.page.getByLabel('E-mail').fill(AGENT.email);
    await invited.page.getByLabel('Password', { exact: true }).fill(AGENT.password);
    await join.click();
    await expect(
      invited.page.getByRole('button', { name: 'Lin Harbour, online. Your menu' }),
    ).toBeVisible();
    await expect(invited.page.getByRole('link', { name: 'Settings' })).toHaveCount(0);

    const late = await people.visitor({ url: link });
    await expect(
      late.page.getByRole('heading', { name: 'This invite is not open any more' }),
    ).toBeVisible();

    await page.reload();
    await page.getByRole('button', { name: 'Remove Lin Harbour' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByText('Lin Harbour was removed')).toBeVisible();
    await expect(invited.page.getByText('You were signed out.')).toBeVisible();
    await invited.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(invited.page).toHaveURL(/\/sign-in/);
  });
});
