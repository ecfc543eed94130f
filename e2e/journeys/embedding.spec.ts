import { SignJWT } from 'jose';
import type { Page } from 'playwright/test';
import { serveCustomerPage, type CustomerPage } from '@/e2e/support/customer-page';
import { expect, test, unique } from '@/e2e/support/people';
import { asAdmin } from '@/e2e/support/site-admin';
import type { SiteView } from '@/lib/contracts/sites';

/** The browser's own words when a frame's policy forbids the page around it. */
const REFUSED_FRAME = /frame-ancestors|does not match the recipient window/;

interface Api {
  (command: string, ...values: unknown[]): unknown;
}
type Scope = typeof globalThis & { Switchboard: Api; heard: unknown[] };

const callApi = (page: Page, command: string, value?: string) =>
  page.evaluate(
    ([name, argument]) => {
      (globalThis as Scope).Switchboard(name!, ...(argument === undefined ? [] : [argument]));
    },
    [command, value] as const,
  );

const sign = (site: SiteView, secret: string, subject: string, name: string) =>
  new SignJWT({ name, email: `${subject}@example.com` })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setAudience(site.key)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));

const launcherOf = (page: Page) => page.getByRole('button', { name: /chat/i });

/** Hosts that anything on the page or in its frames asked for anything, sockets included. */
function watchHosts(page: Page): Set<string> {
  const hosts = new Set<string>();
  const add = (url: string) => {
    if (/^(https?|wss?):/.test(url)) hosts.add(new URL(url).host);
  };
  page.on('request', (request) => add(request.url()));
  page.on('websocket', (socket) => add(socket.url()));
  return hosts;
}

test.describe('the chat on a customer’s page', () => {
  let shop: CustomerPage;
  let stranger: CustomerPage;
  test.beforeAll(async () => {
    shop = await serveCustomerPage();
    stranger = await serveCustomerPage('127.0.0.1');
  });
  test.afterAll(() => Promise.all([shop.close(), stranger.close()]));

  for (const [what, allowed] of [
    ['an origin that the site does not allow', true],
    ['a site key that nobody has', false],
  ] as const) {
    test(`stays away from ${what}, and the page goes on`, async ({ people, browser }) => {
      people.expectErrors(REFUSED_FRAME);
      const admin = await asAdmin(people);
      const site = await admin.createSite({ allowedOrigins: ['https://lantern.example'] });
      const url = shop.embed(admin.origin, allowed ? site.key : 'no_such_site_key');
      const context = await browser.newContext();
      const page = await context.newPage();
      const refused = page.waitForEvent('console', (message) =>
        /frame-ancestors/.test(message.text()),
      );
      const crashes: string[] = [];
      page.on('pageerror', (error) => crashes.push(error.message));
      await page.goto(url);
      await refused;
      await callApi(page, 'open');
      await page.getByText('Delivery', { exact: true }).click();
      await expect(page.getByText('Two days')).toBeVisible();
      await expect(launcherOf(page)).toBeHidden();
      await expect(page.locator('iframe')).toBeHidden();
      expect(crashes).toEqual([]);
      await context.close();
    });
  }

  test('works under the strictest policy of the page, without any storage, and asks nobody else for anything', async ({
    people,
  }) => {
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [stranger.origin] });
    const agent = await people.agent();
    const visitor = await people.visitor({ url: 'about:blank' });
    const asked = watchHosts(visitor.page);
    await visitor.page.goto(stranger.embed(admin.origin, site.key));
    const first = unique('From another origin');
    await visitor.open();
    await visitor.say(first);
    await agent.pick(first);
    await agent.reply('It arrives here too');
    await expect(visitor.message('It arrives here too')).toBeVisible();
    expect(asked).toEqual(new Set([new URL(stranger.origin).host, new URL(admin.origin).host]));
  });

  test('knows whom the customer’s server signed, and forgets them on logout', async ({
    people,
  }) => {
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [shop.origin] });
    await admin.page.goto(`${admin.origin}/settings/sites/${site.id}`);
    await admin.page.getByRole('button', { name: 'Create key' }).click();
    const secret = await admin.page
      .getByRole('figure', { name: 'Secret of the new key' })
      .locator('code')
      .innerText();

    const agent = await people.agent();
    const visitor = await people.visitor({ url: shop.embed(admin.origin, site.key) });
    const subject = unique('customer').replace(' ', '-');
    await callApi(visitor.page, 'identify', await sign(site, secret, subject, 'Kim Berg'));
    const first = unique('It is me');
    await visitor.open();
    await visitor.say(first);
    await expect(agent.row(first)).toContainText('Kim Berg');
    await agent.pick(first);
    const panel = agent.page.getByRole('complementary', { name: 'Contact' });
    await expect(panel.getByRole('heading', { name: /Kim Berg/ })).toContainText('Verified');
    await expect(panel.getByText(`${subject}@example.com`)).toBeVisible();

    // The same person in another browser: the same conversations.
    const elsewhere = await people.visitor({ url: shop.embed(admin.origin, site.key) });
    await callApi(elsewhere.page, 'identify', await sign(site, secret, subject, 'Kim Berg'));
    await launcherOf(elsewhere.page).click();
    await expect(elsewhere.chat.getByRole('button', { name: first })).toBeVisible();

    await callApi(visitor.page, 'logout');
    await expect(visitor.message(first)).toBeHidden();
    await expect(visitor.composer).toBeVisible();
    const anonymous = unique('Who am I now?');
    await visitor.say(anonymous);
    expect(await visitor.messages()).toEqual([anonymous]);
    await agent.pick(anonymous);
    await expect(panel.getByText('Anonymous: identity is not verified')).toBeVisible();
    await expect(agent.row(anonymous)).not.toContainText('Kim Berg');
  });

  test('knows also whom the page names while the chat is being fetched', async ({ people }) => {
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [shop.origin] });
    const token = await sign(site, await admin.createKey(site), 'customer-2', 'Noor Haddad');
    const visitor = await people.visitor({ url: 'about:blank' });
    // The narrowest moment: the frame has been told what was known, and has not said that it is ready.
    await visitor.page.addInitScript((identity) => {
      addEventListener('message', ({ data }) => {
        if (parent !== window && data?.type === 'init') parent.postMessage('told', '*');
        if (data === 'told') (globalThis as Scope).Switchboard('identify', identity);
      });
    }, token);
    await visitor.page.goto(shop.embed(admin.origin, site.key));
    const agent = await people.agent();
    const first = unique('I said who I am');
    await visitor.open();
    await visitor.say(first);
    await expect(agent.row(first)).toContainText('Noor Haddad');
  });

  test('refuses a forged identity and shows nothing of that person', async ({ people }) => {
    people.expectErrors(/401/);
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [shop.origin] });
    const secret = await admin.createKey(site);
    const agent = await people.agent();
    const real = await people.visitor({ url: shop.embed(admin.origin, site.key) });
    await callApi(real.page, 'identify', await sign(site, secret, 'customer-1', 'Kim Berg'));
    const first = unique('Something private');
    await real.open();
    await real.say(first);
    await expect(agent.row(first)).toBeVisible();

    const forger = await people.visitor({ url: shop.embed(admin.origin, site.key) });
    const warned = forger.page.waitForEvent('console', (message) =>
      message.text().startsWith('[Switchboard] identify'),
    );
    const forged = await sign(site, 'x'.repeat(secret.length), 'customer-1', 'Kim Berg');
    await callApi(forger.page, 'identify', forged);
    expect((await warned).type()).toBe('warning');
    await launcherOf(forger.page).click();
    await expect(forger.chat.getByText("We couldn't confirm your sign-in")).toBeVisible();
    await expect(forger.chat.getByText(first)).toHaveCount(0);
    await expect(forger.composer).toBeHidden();
  });

  test('lets only signed people in where the site says so, also those who were in (AUT-1)', async ({
    people,
  }) => {
    people.expectErrors(/401/);
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [shop.origin] });
    const secret = await admin.createKey(site);
    const agent = await people.agent();
    const url = shop.embed(admin.origin, site.key);
    const before = await people.visitor({ url });
    const first = unique('Still anonymous');
    await before.open();
    await before.say(first);
    await expect(agent.row(first)).toBeVisible();

    await admin.updateSite(site, { identityEnforced: true });
    await expect(before.chat.getByText('Sign in to chat')).toBeVisible();
    await expect(before.composer).toBeHidden();

    const after = await people.visitor({ url });
    await launcherOf(after.page).click();
    await expect(after.chat.getByText('Sign in to chat')).toBeVisible();
    const refused = await after.context.request.post(`${admin.origin}/api/v1/widget/sessions`, {
      data: { siteKey: site.key },
    });
    expect(refused.status()).toBe(401);
    expect(refused.headers()['content-type']).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'identity_required', status: 401 });

    await callApi(after.page, 'identify', await sign(site, secret, 'customer-2', 'Kim Berg'));
    const signed = unique('Now signed');
    await expect(after.composer).toBeVisible();
    await after.say(signed);
    await expect(agent.row(signed)).toContainText('Kim Berg');
  });

  test('is opened, closed and listened to by the page', async ({ people }) => {
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [shop.origin] });
    const agent = await people.agent();
    const visitor = await people.visitor({ url: shop.embed(admin.origin, site.key) });
    const { page } = visitor;
    await page.evaluate(() => {
      const scope = globalThis as Scope;
      scope.heard = [];
      for (const topic of ['open', 'close', 'unread']) {
        scope.Switchboard('on', topic, (count?: number) => scope.heard.push(count ?? topic));
      }
    });
    const heard = () => page.evaluate(() => (globalThis as Scope).heard);
    await callApi(page, 'open');
    await expect(visitor.composer).toBeVisible();
    const first = unique('Opened by the page');
    await visitor.say(first);
    await callApi(page, 'close');
    await expect(visitor.composer).toBeHidden();
    await agent.pick(first);
    await agent.reply('one');
    await expect(page.getByRole('button', { name: 'Open chat, 1 unread message' })).toBeVisible();
    await agent.reply('two');
    await expect(page.getByRole('button', { name: 'Open chat, 2 unread messages' })).toBeVisible();
    await expect.poll(heard).toContain(2);
    await callApi(page, 'open');
    await expect(visitor.message('two')).toBeVisible();
    await expect.poll(heard).toEqual(expect.arrayContaining(['open', 'close', 1, 2, 'open', 0]));
    const order = (await heard()).filter((entry) => entry !== 0);
    expect(order).toEqual(['open', 'close', 1, 2, 'open']);
  });
});
