import type { Page } from 'playwright/test';
import { seriousFindings } from '@/e2e/support/axe';
import {
  expect,
  test,
  unique,
  type Agent,
  type AgentOptions,
  type People,
} from '@/e2e/support/people';
import { startTestServer, type TestServer } from '@/e2e/support/server';

/** A server of its own: badges are about everything that has happened to somebody. */
let server: TestServer;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = await startTestServer();
});
test.afterAll(() => server.dispose());

function agentNamed(people: People, name: string, options?: AgentOptions): Promise<Agent> {
  const account = server.demo.accounts.find(({ email }) => email.startsWith(name));
  return people.agent(account!.email, { origin: server.baseUrl, ...options });
}

async function conversation(people: People): Promise<string> {
  const text = unique('A question about lamps');
  const visitor = await people.visitor({ url: `${server.baseUrl}/demo` });
  await visitor.open();
  await visitor.say(text);
  return text;
}

const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ }).first();
const tray = (page: Page) => page.getByRole('dialog', { name: 'Notifications' });
const item = (page: Page, text: string) =>
  page.getByRole('feed').getByRole('article').filter({ hasText: text });
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });

async function openTray(page: Page): Promise<void> {
  await bell(page).click();
  await expect(tray(page)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Notifications', level: 2 })).toBeVisible();
}

/** Sam writes a note that names Robin, as one does it by keyboard, and has not sent it yet. */
async function writeMention(sam: Agent, words: string): Promise<void> {
  const { page } = sam;
  await page.getByRole('group', { name: 'Who will see it' }).getByText('Note').click();
  const note = page.getByRole('textbox', { name: /^Note for/ });
  await note.focus();
  await page.keyboard.type('@rob');
  await expect(page.getByRole('option', { name: /Robin/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(note).toHaveValue(/^@Robin \S+ $/);
  // The caret is put behind the name in a frame of its own.
  await note.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  await page.keyboard.type(words);
}

async function mention(sam: Agent, words: string): Promise<void> {
  await writeMention(sam, words);
  await sam.page.keyboard.press('Enter');
  await expect(sam.message(words)).toBeVisible();
}

test('a mention reaches both devices; read on one is read on the other', async ({ people }) => {
  const first = await conversation(people);
  const laptop = await agentNamed(people, 'robin');
  const phone = await agentNamed(people, 'robin', {
    more: { viewport: { width: 390, height: 844 } },
  });
  const sam = await agentNamed(people, 'sam');
  await sam.pick(first);
  const words = unique('could you look at this');
  await mention(sam, words);
  // It stands out in the note itself.
  await expect(sam.message(words).locator('[data-body] span', { hasText: '@Robin' })).toBeVisible();

  await expect(bell(laptop.page)).toHaveAccessibleName('Notifications, 1 new');
  await bell(phone.page).click();
  await expect(phone.page).toHaveURL(/\/notifications$/);
  const there = item(phone.page, words);
  await expect(there).toHaveAccessibleName(/^Unread, Sam \S+ mentioned you/);
  // Seen there: nothing is new here, but unread it is.
  await expect(bell(laptop.page)).toHaveAccessibleName('Notifications');
  await openTray(laptop.page);
  await expect(item(laptop.page, words)).toHaveAccessibleName(/^Unread/);
  await item(laptop.page, words).click();
  await expect(tray(laptop.page)).toBeHidden();
  await expect(laptop.message(words)).toBeVisible();
  await expect(there).toHaveAccessibleName(/^Sam/);
});

test('mark all leaves what comes in meanwhile, and can be taken back', async ({ people }) => {
  const first = await conversation(people);
  const robin = await agentNamed(people, 'robin');
  const sam = await agentNamed(people, 'sam');
  await sam.pick(first);
  const early = unique('early');
  await mention(sam, early);
  await openTray(robin.page);
  await expect(item(robin.page, early)).toHaveAccessibleName(/^Unread/);

  const other = await conversation(people);
  await sam.pick(other);
  const late = unique('late');
  await writeMention(sam, late);
  const undo = robin.page.getByRole('button', { name: 'Undo' }).first();
  const markAll = async () => {
    await robin.page.getByRole('button', { name: 'Mark all as read' }).click();
    // It goes away by itself, but not under the pointer.
    await undo.hover();
  };
  await Promise.all([markAll(), sam.page.keyboard.press('Enter')]);
  await expect(item(robin.page, early)).toHaveAccessibleName(/^Sam/);
  // Whichever came first, it is there; what came after the press is unread.
  await expect(item(robin.page, late)).toBeVisible();
  await undo.click();
  await expect(item(robin.page, early)).toHaveAccessibleName(/^Unread/);
});

test('everything goes by keyboard, and the focus stays', async ({ people }) => {
  const robin = await agentNamed(people, 'robin');
  const sam = await agentNamed(people, 'sam');
  const { page } = robin;
  const notes: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    const first = await conversation(people);
    await sam.pick(first);
    notes.push(unique(name));
    await mention(sam, notes.at(-1)!);
  }
  const [one, two, three] = notes as [string, string, string];
  await page.keyboard.press('b');
  await expect(tray(page)).toBeVisible();
  await expect(item(page, three)).toBeVisible();
  await page.keyboard.press('j');
  await expect(item(page, three)).toBeFocused();
  await page.keyboard.press('j');
  await expect(item(page, two)).toBeFocused();
  await page.keyboard.press('u');
  await expect(item(page, two)).toHaveAccessibleName(/^Sam/);
  await page.keyboard.press('u');
  await expect(item(page, two)).toHaveAccessibleName(/^Unread/);
  await page.keyboard.press('e');
  await expect(item(page, two)).toBeHidden();
  await expect(item(page, one)).toBeFocused();
  await page.keyboard.press('k');
  await expect(item(page, three)).toBeFocused();
  await page.keyboard.press('s');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(item(page, three)).toBeHidden();
  await expect(item(page, one)).toBeFocused();

  await tab(page, 'Snoozed').click();
  await expect(item(page, three)).toHaveAccessibleName(/snoozed until/);
  await tab(page, 'Archived').click();
  await expect(item(page, two)).toBeVisible();
  await tab(page, 'All').click();
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('settings are kept, and what concerns one by name is locked', async ({ people }) => {
  const robin = await agentNamed(people, 'robin');
  const { page } = robin;
  const open = async () => {
    await page.goto(`${server.baseUrl}/notifications`);
    await page.getByRole('button', { name: 'Notification settings' }).click();
    await expect(page.getByRole('heading', { name: 'What you are told of' })).toBeVisible();
  };
  await open();
  const locked = page.getByRole('checkbox', { name: /^Assigned to me: Inbox/ });
  await locked.focus();
  await page.keyboard.press(' ');
  await expect(locked).toBeChecked();
  const mail = page.getByRole('checkbox', { name: 'New messages: E-mail' });
  await mail.click();
  await expect(mail).not.toBeChecked();
  await page.getByRole('switch', { name: /Monday$/ }).click();
  await expect(page.getByLabel('Monday, from')).toHaveValue('18:00');
  await page.getByRole('button', { name: 'For an hour' }).click();
  await expect(page.getByText(/^Until /)).toBeVisible();
  await open();
  await expect(page.getByRole('checkbox', { name: 'New messages: E-mail' })).not.toBeChecked();
  await expect(page.getByLabel('Monday, from')).toHaveValue('18:00');
  await expect(page.getByText(/^Until /)).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ people }) => {
    const first = await conversation(people);
    const robin = await agentNamed(people, 'robin', { more: { colorScheme } });
    const sam = await agentNamed(people, 'sam');
    await sam.pick(first);
    const words = unique('have a look');
    await mention(sam, words);
    await openTray(robin.page);
    await expect(item(robin.page, words)).toBeVisible();
    expect(await seriousFindings(robin.page)).toEqual([]);
    await robin.page.getByRole('button', { name: 'Open as a page' }).click();
    await expect(item(robin.page, words)).toBeVisible();
    expect(await seriousFindings(robin.page)).toEqual([]);
    await sam.page.getByRole('textbox', { name: /^Note for/ }).fill('@');
    await expect(sam.page.getByRole('listbox', { name: 'Mention a colleague' })).toBeVisible();
    expect(await seriousFindings(sam.page)).toEqual([]);
  });
}
