/** What has happened to Robin while he was away, in his tray beside the console and as a page on a phone. */
import type { Page } from 'playwright';
import { createdApiKeySchema } from '@/lib/contracts/api-keys';
import { enterShop, openThread, signIn, signInLink, take, type Scene } from './screenshot-stage';

const NELL = { subject: 'FF-21140', name: 'Nell Harrow', email: 'nell.harrow@mail.example' };
const OSKAR = { subject: 'FF-21163', name: 'Oskar Lind', email: 'oskar.lind@mail.example' };
const TOVE = { subject: 'FF-21188', name: 'Tove Aune', email: 'tove.aune@mail.example' };

export async function takeNotifications(scene: Scene): Promise<void> {
  const sam = await signIn(scene, 'sam');
  await send(scene, 'robin', 'Return 4417 is at the warehouse', 'Waiting for your decision');

  const tove = await enterShop(scene, TOVE, 'en-GB');
  const wrong = 'The tent came in slate, I ordered moss.';
  await tove.say(wrong);
  await openThread(sam, wrong);
  await assign(sam, 'Robin');
  await tove.page.context().close();

  const oskar = await enterShop(scene, OSKAR, 'en-GB');
  const snapped = 'My tent pole snapped on the second night.';
  await oskar.say(snapped);
  await openThread(sam, snapped);
  await assign(sam, 'Robin');
  await oskar.say('It is the long one, with the blue end.');
  await oskar.say('Could a new one be here by Friday?');

  const nell = await enterShop(scene, NELL, 'en-GB');
  const green = 'Is the Ridgeline 38 still made in moss green?';
  await nell.say(green);
  await openThread(sam, green);
  await sam.keyboard.press('n');
  const note = sam.getByRole('textbox', { name: /^Note for/ });
  await note.pressSequentially('@rob');
  await sam.getByRole('option', { name: /Robin/ }).waitFor();
  await sam.keyboard.press('Enter');
  await note.pressSequentially('is there any moss left in the outlet?');
  await sam.keyboard.press('Enter');
  await sam.getByRole('log').getByText('any moss left').waitFor();

  const phone = await signIn(scene, 'robin', { width: 390, height: 844, scale: 2 });
  await openNotifications(phone, 4);
  await take(phone, 'notifications-phone');

  const robin = await signIn(scene, 'robin');
  await openThread(robin, 'moss left in the outlet');
  // In front of him, so it is read.
  const read = robin.getByRole('article', { name: /^Sam \S+ mentioned you/ });
  await openNotifications(robin, 4);
  await read.waitFor();
  for (const scheme of ['light', 'dark'] as const) {
    await robin.emulateMedia({ colorScheme: scheme });
    await take(robin, `notifications-${scheme}`);
  }
  for (const page of [robin, sam, phone, oskar.page, nell.page]) await page.context().close();
}

async function openNotifications(page: Page, count: number): Promise<void> {
  const bell = page.getByRole('button', { name: /^Notifications/ }).first();
  await bell.click();
  await page
    .getByRole('feed')
    .getByRole('article')
    .nth(count - 1)
    .waitFor();
}

async function assign(page: Page, to: string): Promise<void> {
  await page.getByRole('button', { name: /^Assign/ }).click();
  await page.getByRole('menuitemcheckbox', { name: new RegExp(to) }).click();
  await page
    .getByRole('log')
    .getByText(new RegExp(`assigned this to ${to}`))
    .waitFor();
}

/** As a program of the customer's would, with a key of its own. */
async function send(
  { server, browser }: Scene,
  who: string,
  title: string,
  preview: string,
): Promise<void> {
  const context = await browser.newContext();
  const { request } = context;
  const headers = { origin: server.baseUrl };
  await request.get(signInLink(server, 'alex'));
  const made = await request.post(`${server.baseUrl}/api/v1/api-keys`, {
    headers,
    data: { name: 'Returns', scopes: ['notifications:write'] },
  });
  const { secret } = createdApiKeySchema.parse(await made.json());
  await context.close();
  const email = server.demo.accounts.find((one) => one.email.startsWith(who))!.email;
  const sent = await fetch(`${server.baseUrl}/api/v1/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ recipients: [{ memberEmail: email }], title, preview }),
  });
  if (!sent.ok) throw new Error(`Sending was answered with ${sent.status}.`);
}
