/** The stage on which the pictures of the documentation are taken: a demo, people in it, a camera. */
import fs from 'node:fs';
import path from 'node:path';
import { SignJWT } from 'jose';
import { chromium, type Browser, type FrameLocator, type Page } from 'playwright';
import { startTestServer, type TestServer } from '@/e2e/support/server';
import type { SiteView } from '@/lib/contracts/sites';
import { findChromium } from './find-chromium';

const folder = process.argv[2] ?? path.join('docs', 'images');
const MAX_BYTES = 400_000;

export interface Person {
  subject: string;
  name: string;
  email: string;
}

export interface Scene {
  server: TestServer;
  browser: Browser;
  /** Signs who a visitor is, as the shop's server would. */
  sign(person: Person): Promise<string>;
}

/** A demo of its own on fresh data; everything is gone when `play` has ended. `words`: for its command. */
export async function onStage(
  play: (scene: Scene) => Promise<void>,
  words: string[] = [],
): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const server = await startTestServer({}, 'demo', words);
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    await play({ server, browser, sign: await createSigner(server, browser) });
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
export function signInLink(server: TestServer, who: string): string {
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

export async function signIn(
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
export async function enterShop(
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

export const openThread = async (console: Page, text: string) => {
  await console.getByRole('listitem').getByRole('link').filter({ hasText: text }).click();
  await console.getByRole('log').getByText(text).first().waitFor();
};

export const answer = async (console: Page, text: string) => {
  const field = console.getByRole('textbox', { name: /^Reply to/ });
  await field.fill(text);
  await field.press('Enter');
  await console.getByRole('log').getByText(text.slice(0, 20)).waitFor();
};

/** The chat, its button, and a little of the page around them. */
export async function takeWidget(page: Page, name: string): Promise<void> {
  const frame = (await page.locator('iframe').boundingBox())!;
  const { width, height } = page.viewportSize()!;
  const x = Math.floor(frame.x) - 40;
  const y = Math.floor(frame.y) - 16;
  await take(page, name, { x, y, width: width - x, height: height - y - 8 });
}

export async function take(
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
