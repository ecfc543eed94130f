/**
 * Makes the pictures of the documentation: `npx tsx scripts/take-screenshots.ts [FOLDER]`, by default
 * `docs/images`. Starts a demo of its own on fresh data, lets a customer and the desk talk in real
 * browsers, and takes what they see. Run it after a change of how things look, and open what it wrote.
 */
import fs from 'node:fs';
import path from 'node:path';
import { SignJWT } from 'jose';
import { chromium, type Browser, type FrameLocator, type Page } from 'playwright';
import { startTestServer, type TestServer } from '@/e2e/support/server';
import type { SiteView } from '@/lib/contracts/sites';
import { findChromium } from './find-chromium';

const folder = process.argv[2] ?? path.join('docs', 'images');
const MAX_BYTES = 400_000;

const CUSTOMER = { subject: 'FF-21077', name: 'Mira Solberg', email: 'mira.solberg@mail.example' };
const ARABIC = { subject: 'FF-21102', name: 'ليلى منصور', email: 'layla@mail.example' };

interface Person {
  subject: string;
  name: string;
  email: string;
}

interface Scene {
  server: TestServer;
  browser: Browser;
  /** Signs who a visitor is, as the shop's server would. */
  sign(person: Person): Promise<string>;
}

async function main(): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const server = await startTestServer();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const scene = { server, browser, sign: await createSigner(server, browser) };
    await takeRightToLeft(scene);
    await takeConversation(scene);
  } finally {
    await browser.close();
    await server.dispose();
  }
}

async function createSigner(server: TestServer, browser: Browser): Promise<Scene['sign']> {
  // Only asks: an owner with the console open would be on duty in the pictures.
  const owner = await browser.newContext();
  const { request } = owner;
  const headers = { origin: server.baseUrl };
  const api = `${server.baseUrl}/api/v1/sites`;
  await request.get(signInLink(server, 'alex'));
  const { sites } = (await (await request.get(api, { headers })).json()) as { sites: SiteView[] };
  const site = sites.find(({ key }) => key === server.demo.siteKey);
  const made = await request.post(`${api}/${site!.id}/identity-keys`, { headers });
  const { secret } = (await made.json()) as { secret: string };
  await owner.close();
  return ({ subject, name, email }) =>
    new SignJWT({ name, email })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject)
      .setAudience(server.demo.siteKey)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(secret));
}

/** `who`: the first part of the e-mail address of a member of the demo's staff. */
function signInLink(server: TestServer, who: string): string {
  const email = server.demo.accounts.find((one) => one.email.startsWith(who))!.email;
  const next = encodeURIComponent('/inbox?view=open');
  return `${server.baseUrl}/demo/sign-in?as=${encodeURIComponent(email)}&next=${next}`;
}

/** A zone in which it is the middle of a working morning, whenever the pictures are taken. */
function morningZone(): string {
  const ahead = (10 - new Date().getUTCHours() + 24) % 24;
  // The sign of these names counts westwards.
  return ahead <= 12 ? `Etc/GMT-${ahead}` : `Etc/GMT+${24 - ahead}`;
}

async function signIn(
  { server, browser }: Pick<Scene, 'server' | 'browser'>,
  who: string,
  look: { width: number; height: number; scale: number } = { width: 1440, height: 900, scale: 1.5 },
): Promise<Page> {
  const { width, height, scale } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    hasTouch: width < 500,
    isMobile: width < 500,
    locale: 'en-GB',
    timezoneId: morningZone(),
  });
  const page = await context.newPage();
  await page.goto(signInLink(server, who));
  await page.getByRole('listitem').getByRole('link').first().waitFor();
  return page;
}

/** A customer in the shop with the chat open on a new conversation. */
async function enterShop(
  scene: Scene,
  person: Person,
  language: string,
): Promise<{ page: Page; chat: FrameLocator; say: (text: string) => Promise<void> }> {
  const context = await scene.browser.newContext({
    viewport: { width: 1180, height: 824 },
    deviceScaleFactor: 2,
    timezoneId: morningZone(),
  });
  const page = await context.newPage();
  await page.addInitScript((lang) => {
    document.addEventListener('DOMContentLoaded', () => (document.documentElement.lang = lang));
  }, language);
  await page.goto(`${scene.server.baseUrl}/demo`);
  await page.waitForFunction(() => 'Switchboard' in globalThis);
  await page.evaluate(
    (token) => {
      const { Switchboard } = globalThis as unknown as {
        Switchboard: (...words: string[]) => void;
      };
      Switchboard('identify', token);
      Switchboard('open');
    },
    await scene.sign(person),
  );
  const chat = page.frameLocator('iframe');
  const composer = chat.getByRole('textbox');
  await composer.waitFor();
  return {
    page,
    chat,
    say: async (text) => {
      await composer.fill(text);
      await composer.press('Enter');
      await chat
        .getByRole('article')
        .filter({ hasText: text.slice(0, 20) })
        .waitFor();
    },
  };
}

const openThread = async (console: Page, text: string) => {
  await console.getByRole('listitem').getByRole('link').filter({ hasText: text }).click();
  await console.getByRole('log').getByText(text).first().waitFor();
};

const answer = async (console: Page, text: string) => {
  const field = console.getByRole('textbox', { name: /^Reply to/ });
  await field.fill(text);
  await field.press('Enter');
  await console.getByRole('log').getByText(text.slice(0, 20)).waitFor();
};

async function takeConversation(scene: Scene): Promise<void> {
  const robin = await signIn(scene, 'robin');
  const sam = await signIn(scene, 'sam');
  const phone = await signIn(scene, 'noa', { width: 390, height: 844, scale: 2 });
  const customer = await enterShop(scene, CUSTOMER, 'en-GB');
  const first = 'Hi, my Ridgeline 38 has a loose hip-belt buckle.';
  await customer.say(first);
  await openThread(robin, first);
  await robin.keyboard.press('t');
  await openThread(sam, first);
  await customer.say('Can that be mended, or do I need a new belt?');
  await sam.getByRole('log').getByText('a new belt').waitFor();
  await sam.keyboard.press('n');
  const note = sam.getByRole('textbox', { name: /^Note for/ });
  await note.fill('Buckles are in drawer 14, moss and slate.');
  await note.press('Enter');
  await robin.getByRole('log').getByText('drawer 14').waitFor();
  await answer(robin, 'Hello Mira, that can be mended. It is a **five-minute swap**, no sewing.');
  await answer(robin, 'Shall I send you the buckle? It is free, the pack is under guarantee.');
  const last = 'Yes please. How long does it take to arrive?';
  await customer.say(last);
  await robin.getByRole('log').getByText(last).waitFor();

  await openThread(phone, last);
  await customer.chat.getByRole('textbox').pressSequentially('I leave on ');
  await robin
    .getByRole('img', { name: /(is writing|typing)/ })
    .first()
    .waitFor();
  await robin.getByText('Assigned to you.').waitFor({ state: 'hidden' });
  for (const scheme of ['light', 'dark'] as const) {
    await robin.emulateMedia({ colorScheme: scheme });
    await customer.chat.getByRole('textbox').pressSequentially('F');
    await take(robin, `console-${scheme}`);
  }
  await take(phone, 'console-phone');
  await customer.chat.getByRole('textbox').fill('');

  await answer(robin, 'Two days from Bergen, so you have it by **Thursday**.');
  await customer.chat.getByRole('article').filter({ hasText: 'Thursday' }).waitFor();
  for (const scheme of ['light', 'dark'] as const) {
    await customer.page.emulateMedia({ colorScheme: scheme });
    await robin.getByRole('textbox', { name: /^Reply to/ }).pressSequentially('Where ');
    await customer.chat.getByRole('img', { name: /is writing$/ }).waitFor();
    await takeWidget(customer.page, `widget-${scheme}`);
  }
  for (const page of [robin, sam, phone, customer.page]) await page.context().close();
}

async function takeRightToLeft(scene: Scene): Promise<void> {
  const robin = await signIn(scene, 'robin');
  const customer = await enterShop(scene, ARABIC, 'ar');
  const first = 'مرحباً، هل حقيبة Ridgeline 38 مقاومة للماء؟';
  await customer.say(first);
  await openThread(robin, first);
  await answer(robin, 'أهلاً ليلى. نعم، القماش مقاوم للماء، والسحّابات أيضاً.');
  await customer.say('رائع. وكم يستغرق التوصيل إلى عمّان؟');
  await answer(robin, 'من خمسة إلى سبعة أيام، والشحن **مجاني**.');
  await customer.say('ممتاز، شكراً لك');
  await robin.getByRole('log').getByText('ممتاز').waitFor();
  const thanks = customer.chat.getByRole('article').filter({ hasText: 'ممتاز' });
  await thanks.getByRole('img', { name: 'قُرئت' }).waitFor();
  await takeWidget(customer.page, 'widget-rtl');
  for (const page of [robin, customer.page]) await page.context().close();
}

/** The chat, its button, and a little of the page around them. */
async function takeWidget(page: Page, name: string): Promise<void> {
  const frame = (await page.locator('iframe').boundingBox())!;
  const { width, height } = page.viewportSize()!;
  const x = Math.floor(frame.x) - 40;
  const y = Math.floor(frame.y) - 16;
  await take(page, name, { x, y, width: width - x, height: height - y - 8 });
}

async function take(
  page: Page,
  name: string,
  clip?: { x: number; y: number; width: number; height: number },
): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  // Nothing half faded: a change of theme takes a moment. What runs for ever may run.
  for (const frame of page.frames()) {
    await frame.evaluate(async () => {
      await document.fonts.ready;
      const passing = document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(passing.map(({ finished }) => finished));
    });
  }
  const picture = await page.screenshot({ path: file, clip });
  if (picture.length > MAX_BYTES) throw new Error(`${file} is ${picture.length} bytes, too large.`);
  console.log(`${file}  ${Math.round(picture.length / 1000)} kB`);
}

await main();
