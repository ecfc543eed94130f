import type { Locator } from 'playwright/test';
import { serveCustomerPage, type CustomerPage } from '@/e2e/support/customer-page';
import { expect, test, unique } from '@/e2e/support/people';
import { asAdmin } from '@/e2e/support/site-admin';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** 0 is black, 255 white: of the surface that the element stands on. */
const brightness = (locator: Locator) =>
  locator.evaluate((element) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d')!;
    for (let at: Element | null = element; at; at = at.parentElement) {
      context.fillStyle = getComputedStyle(at).backgroundColor;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      if (alpha === 255) return (red! + green! + blue!) / 3;
    }
    return 255;
  });

/** What moves, or fades, in the document of the element. */
const movements = (locator: Locator) =>
  locator.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
      .map((animation) => (animation.effect as KeyframeEffect).target?.outerHTML.slice(0, 120)),
  );

const fitsWidth = (locator: Locator) =>
  locator.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  );

test.describe('on a phone', () => {
  test('the chat takes the whole screen and gives it back', async ({ people }) => {
    const visitor = await people.visitor({ more: PHONE });
    const { page, chat } = visitor;
    await visitor.open();
    await expect
      .poll(() => page.locator('iframe').boundingBox())
      .toEqual({ x: 0, y: 0, width: 360, height: 740 });
    const covered = () =>
      page.evaluate(() => document.querySelector('h1')?.closest('[inert]') !== null);
    expect(await covered()).toBe(true);
    await visitor.say(unique('a'.repeat(60) + ' and a word'));
    expect(await fitsWidth(chat.locator('body'))).toBe(true);
    await expect(visitor.composer).toBeInViewport();
    await chat.getByRole('button', { name: 'Close chat' }).click();
    await expect(page.getByRole('button', { name: /^Open chat/ })).toBeVisible();
    expect(await covered()).toBe(false);
    expect(await fitsWidth(page.locator('body'))).toBe(true);
  });

  test('the console shows one pane at a time, with a way back', async ({ people }) => {
    const visitor = await people.visitor();
    const first = unique('Answer me on the move');
    await visitor.open();
    await visitor.say(first);
    const agent = await people.agent(undefined, { more: PHONE });
    await agent.pick(first);
    await expect(agent.row(first)).toBeHidden();
    expect(await fitsWidth(agent.page.locator('body'))).toBe(true);
    const reply = unique('From the train');
    await agent.reply(reply);
    await expect(visitor.message(reply)).toBeVisible();
    await agent.page.getByRole('button', { name: 'Contact panel' }).click();
    await expect(agent.page.getByText('Past conversations')).toBeInViewport();
    await agent.page.keyboard.press('Escape');
    await agent.page.getByRole('button', { name: 'Back to the inbox' }).click();
    await expect(agent.row(reply)).toBeVisible();
    await expect(agent.log).toBeHidden();
    expect(await fitsWidth(agent.page.locator('body'))).toBe(true);
  });
});

test.describe('in the language of the page', () => {
  let shop: CustomerPage;
  test.beforeAll(async () => {
    shop = await serveCustomerPage();
  });
  test.afterAll(() => shop.close());

  for (const { language, direction, open, message, welcome } of [
    {
      language: 'ar',
      direction: 'rtl',
      open: 'فتح الدردشة',
      message: 'الرسالة',
      welcome: 'كيف يمكننا مساعدتك؟',
    },
    {
      language: 'de-AT',
      direction: 'ltr',
      open: 'Chat öffnen',
      message: 'Nachricht',
      welcome: 'Wie können wir helfen?',
    },
    {
      language: 'fi',
      direction: 'ltr',
      open: 'Open chat',
      message: 'Message',
      welcome: 'How can we help?',
    },
  ]) {
    test(`a page in ${language} gets a chat it can read`, async ({ people }) => {
      const admin = await asAdmin(people);
      const site = await admin.createSite({ allowedOrigins: [shop.origin] });
      const { page, chat, log } = await people.visitor({
        url: shop.embed(admin.origin, site.key, language),
      });
      await page.getByRole('button', { name: open }).click();
      const composer = chat.getByRole('textbox', { name: message });
      await expect(composer).toBeVisible();
      await expect(chat.getByText(welcome)).toBeVisible();
      await expect(chat.locator('html')).toHaveAttribute('dir', direction);
      const text = unique('Hello');
      await composer.fill(text);
      await composer.press('Enter');
      const bubble = log.getByRole('article').filter({ hasText: text }).locator('[data-body]');
      await expect(bubble).toBeVisible();
      // One's own side is the end of the line: left where lines run from right to left.
      await expect(async () => {
        const box = (await bubble.boundingBox())!;
        const frame = (await page.locator('iframe').boundingBox())!;
        const leftHalf = box.x + box.width / 2 < frame.x + frame.width / 2;
        expect(leftHalf).toBe(direction === 'rtl');
      }).toPass({ timeout: 30_000 });
    });
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`console and chat are ${colorScheme} where the system is`, async ({ people }) => {
    const visitor = await people.visitor({ more: { colorScheme } });
    const first = unique('What colour is it?');
    await visitor.open();
    await visitor.say(first);
    const agent = await people.agent(undefined, { more: { colorScheme } });
    await agent.pick(first);
    for (const surface of [visitor.log, agent.log]) {
      const shade = await brightness(surface);
      if (colorScheme === 'dark') expect(shade).toBeLessThan(64);
      else expect(shade).toBeGreaterThan(230);
    }
  });
}

test('nothing moves for people who asked for that', async ({ people }) => {
  const more = { reducedMotion: 'reduce' } as const;
  const visitor = await people.visitor({ more });
  const agent = await people.agent(undefined, { more });
  const first = unique('Keep still');
  await visitor.open();
  expect(await movements(visitor.page.locator('body'))).toEqual([]);
  await visitor.say(first);
  expect(await movements(visitor.chat.locator('body'))).toEqual([]);
  await agent.pick(first);
  await agent.page.getByRole('textbox', { name: /^Reply to/ }).pressSequentially('Wait');
  await expect(visitor.chat.getByRole('img', { name: /is writing$/ })).toBeVisible();
  expect(await movements(visitor.chat.locator('body'))).toEqual([]);
  await agent.page.keyboard.press('Escape');
  await agent.page.keyboard.press('?');
  await expect(agent.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  expect(await movements(agent.page.locator('body'))).toEqual([]);
});
