/**
 * Push to a browser, with nothing replaced but the push service of its maker (which cannot be reached
 * from tests): subscriptions are those of a service on this machine, and what that one is given and opens
 * is handed to the service worker as the browser would.
 */
import type { BrowserContext, Page } from 'playwright/test';
import { startPushSink, type PushSink } from '@/e2e/support/push-sink';
import { expect, test, unique } from '@/e2e/support/people';
import { startTestServer, type TestServer } from '@/e2e/support/server';

let server: TestServer;
let sink: PushSink;
let publicKey = '';
test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = await startTestServer({ PUSH_TO_LOOPBACK: '1' });
  sink = await startPushSink(() => publicKey);
});
test.afterAll(async () => {
  await sink.stop();
  await server.dispose();
});

/** The browser's own asking for an address, answered by the service of the test. */
async function subscribeAtSink(context: BrowserContext): Promise<void> {
  await context.addInitScript((given) => {
    const kept = 'test:subscribed';
    const subscription = () => ({
      endpoint: given.endpoint,
      options: { applicationServerKey: null },
      toJSON: () => given,
      unsubscribe: () => {
        localStorage.removeItem(kept);
        return Promise.resolve(true);
      },
    });
    Object.assign(PushManager.prototype, {
      getSubscription: () => Promise.resolve(localStorage.getItem(kept) ? subscription() : null),
      subscribe: () => {
        localStorage.setItem(kept, '1');
        return Promise.resolve(subscription());
      },
    });
  }, sink.subscribe());
}

const settings = async (page: Page) => {
  await page
    .getByRole('button', { name: /^Notifications/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Notification settings' }).click();
};

test('turned on in the settings, it tells of a mention when no tab is open', async ({ people }) => {
  test.setTimeout(150_000);
  const account = (name: string) =>
    server.demo.accounts.find(({ email }) => email.startsWith(name))!.email;
  const text = unique('A question about lamps');
  const visitor = await people.visitor({ url: `${server.baseUrl}/demo` });
  await visitor.open();
  await visitor.say(text);

  const robin = await people.agent(account('robin'), { origin: server.baseUrl });
  const context = robin.page.context();
  await context.grantPermissions(['notifications'], { origin: server.baseUrl });
  await subscribeAtSink(context);
  await robin.page.reload();
  publicKey = await robin.page.evaluate(async () => {
    const answer = await fetch('/api/v1/push-devices');
    return ((await answer.json()) as { publicKey: string }).publicKey;
  });
  await settings(robin.page);
  const toggle = robin.page.getByRole('switch', { name: /^Push notifications/ });
  await toggle.click();
  await expect(toggle).toBeChecked();
  const devices = robin.page.getByRole('list', { name: 'Devices with push notifications' });
  await expect(devices.getByRole('listitem')).toHaveText(/Chrome on Linux · this device/);

  // No tab of the desk is open any more.
  await robin.page.goto(`${server.baseUrl}/demo`);
  const sam = await people.agent(account('sam'), { origin: server.baseUrl });
  await sam.pick(text);
  await sam.page.getByRole('group', { name: 'Who will see it' }).getByText('Note').click();
  const note = sam.page.getByRole('textbox', { name: /^Note for/ });
  await note.focus();
  await sam.page.keyboard.type('@rob');
  await expect(sam.page.getByRole('option', { name: /Robin/ })).toBeVisible();
  await sam.page.keyboard.press('Enter');
  await expect(note).toHaveValue(/^@Robin \S+ $/);
  // The caret is put behind the name in a frame of its own.
  await note.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  const words = unique('could you look at this');
  await sam.page.keyboard.type(words);
  await sam.page.keyboard.press('Enter');

  await expect.poll(() => sink.pushes.length, { timeout: 60_000 }).toBe(1);
  expect(sink.complaints).toEqual([]);
  const { message } = sink.pushes[0]!;
  expect(message.body).toContain(words);

  const cdp = await context.newCDPSession(robin.page);
  const registration = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL === `${server.baseUrl}/`);
      if (ours) resolve(ours.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', {
    origin: server.baseUrl,
    registrationId: await registration,
    data: JSON.stringify(message),
  });
  const shown = () =>
    robin.page.evaluate(async () => {
      const found = await navigator.serviceWorker.getRegistration('/');
      const all = (await found?.getNotifications()) ?? [];
      return all.map(({ title, body, tag }) => ({ title, body, tag }));
    });
  const { title, body, tag } = message;
  await expect.poll(shown).toEqual([{ title, body, tag }]);
});
