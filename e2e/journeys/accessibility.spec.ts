import type { Page } from 'playwright/test';
import { seriousFindings } from '@/e2e/support/axe';
import { emailOf, expect, test, unique } from '@/e2e/support/people';
import { startTestServer } from '@/e2e/support/server';

const expectAccessible = async (page: Page) => expect(await seriousFindings(page)).toEqual([]);

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`axe finds nothing serious, ${colorScheme}`, () => {
    test.describe.configure({ timeout: 120_000 });

    test('on the shop, the launcher and the chat in its frame', async ({ people }) => {
      const visitor = await people.visitor({ more: { colorScheme } });
      const { page, chat } = visitor;
      await expect(page.getByRole('button', { name: 'Open chat' })).toBeVisible();
      await expectAccessible(page);
      await visitor.open();
      await expectAccessible(page);
      const first = unique('Can you read this? https://example.com');
      await visitor.say(first);
      await chat.getByRole('button', { name: 'Add an emoji' }).click();
      await expect(chat.getByRole('group', { name: 'Emoji' })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await chat.getByRole('button', { name: 'All conversations' }).click();
      await expect(chat.getByRole('button', { name: /^Send us a message/ })).toBeVisible();
      await expectAccessible(page);
    });

    test('in the console, its dialogs and its menus', async ({ people }) => {
      const visitor = await people.visitor();
      const first = unique('Everything on one screen');
      await visitor.open();
      await visitor.say(first);
      const agent = await people.agent(undefined, { more: { colorScheme } });
      const { page } = agent;
      await expect(agent.row(first)).toBeVisible();
      await expectAccessible(page);
      await agent.pick(first);
      await agent.reply('A reply with a [link](https://example.com)');
      await agent.note('and a note');
      await expect(agent.message('and a note')).toBeVisible();
      await page.keyboard.press('Escape');
      await expectAccessible(page);
      for (const [key, name] of [
        ['Control+k', 'Command palette'],
        ['a', 'Command palette'],
        ['?', 'Keyboard shortcuts'],
      ] as const) {
        await page.keyboard.press(key);
        const dialog = page.getByRole('dialog', { name });
        await expect(dialog).toBeVisible();
        await expectAccessible(page);
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      }
      for (const name of [/^Assign/, /^More/, /Your menu$/]) {
        await page.getByRole('button', { name }).first().click();
        await expect(page.getByRole('menu')).toBeVisible();
        await expectAccessible(page);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('menu')).toBeHidden();
      }
    });

    test('on the sign-in page and in the settings', async ({ people }) => {
      const stranger = await people.visitor({ more: { colorScheme } });
      const origin = new URL(stranger.page.url()).origin;
      await stranger.page.goto(`${origin}/sign-in`);
      await expectAccessible(stranger.page);

      const { page } = await people.agent(emailOf(people.desk, 'owner'), { more: { colorScheme } });
      for (const path of ['profile', 'sessions', 'members', 'sites', 'sites/new', 'api-keys']) {
        await page.goto(`${origin}/settings/${path}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectAccessible(page);
      }
      await page.goto(`${origin}/settings/sites`);
      await page.getByRole('link', { name: /Fjord & Fern/ }).click();
      await expect(page.getByRole('heading', { name: 'Identity keys' })).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${origin}/settings/members`);
      await page.getByRole('button', { name: 'Invite' }).click();
      await expect(page.getByRole('dialog', { name: 'Invite somebody' })).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test('axe finds nothing serious on the set-up page', async ({ people }) => {
  test.setTimeout(240_000);
  const server = await startTestServer({}, 'start');
  try {
    const { page, context } = await people.visitor({ url: `${server.baseUrl}/setup` });
    await expect(page.getByRole('button', { name: 'Create workspace' })).toBeEnabled();
    await expectAccessible(page);
    // Before its server: a page that is still loading something would rightly complain.
    await context.close();
  } finally {
    await server.dispose();
  }
});

test.describe('without a mouse', () => {
  test('a visitor opens the chat, writes, and gets back to where he was', async ({ people }) => {
    const visitor = await people.visitor();
    const agent = await people.agent();
    const { page, composer, chat } = visitor;
    const launcher = page.getByRole('button', { name: 'Open chat' });
    await launcher.focus();
    await page.keyboard.press('Enter');
    await expect(composer).toBeFocused();
    const first = unique('Written by keys alone');
    await page.keyboard.type(first);
    await page.keyboard.press('Enter');
    await expect(visitor.message(first)).toBeVisible();
    await expect(composer).toBeFocused();

    await agent.pick(first);
    await agent.reply('Heard');
    await expect(visitor.message('Heard')).toBeVisible();
    await expect(visitor.log).toHaveAttribute('aria-live', /polite|off/);
    await page.keyboard.press('Shift+Tab');
    await expect(composer).not.toBeFocused();
    await page.keyboard.press('Escape');
    await expect(composer).toBeHidden();
    await expect(launcher).toBeFocused();

    await page.keyboard.press('Enter');
    await expect(chat.getByRole('button', { name: 'Close chat' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(launcher).toBeFocused();
  });

  test('an agent reaches the first row by Tab and gets focus back from every dialog', async ({
    people,
  }) => {
    const visitor = await people.visitor();
    const first = unique('Reach me by Tab');
    await visitor.open();
    await visitor.say(first);
    const { page, row, message } = await people.agent();
    await expect(row(first)).toBeVisible();
    await page.getByRole('textbox', { name: 'Search conversations' }).focus();
    const current = () => row(first).evaluate((element) => element === document.activeElement);
    // Into the list by Tab, and by arrow to the row: somebody else may have written since.
    const inList = () =>
      page.evaluate(() => document.activeElement?.closest('li[data-index]') !== null);
    for (let presses = 0; presses < 12 && !(await inList()); presses += 1) {
      await page.keyboard.press('Tab');
    }
    expect(await inList()).toBe(true);
    await expect(async () => {
      if (!(await current())) await page.keyboard.press('ArrowDown');
      await expect(row(first)).toBeFocused({ timeout: 500 });
    }).toPass();
    await page.keyboard.press('Enter');
    await expect(message(first).first()).toBeVisible();
    const more = page.getByRole('button', { name: /^More: priority/ });
    // Its menu is here, and with it the button that stays.
    await more.click();
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await more.focus();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(more).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: /^More: priority/ })).toBeFocused();
  });
});
