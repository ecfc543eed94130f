import {
  CUT_NETWORK,
  expect,
  test,
  unique,
  type Agent,
  type AgentOptions,
  type People,
  type Visitor,
} from '@/e2e/support/people';
import { startTestServer, type TestServer } from '@/e2e/support/server';

/** A server of its own: counts, availability and titles are about everybody who is there. */
let server: TestServer;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = await startTestServer();
});
test.afterAll(() => server.dispose());

type Colleague = 'robin' | 'sam';

function agentNamed(people: People, name: Colleague, options?: AgentOptions): Promise<Agent> {
  const account = server.demo.accounts.find(({ email }) => email.startsWith(name));
  return people.agent(account!.email, { origin: server.baseUrl, ...options });
}

/** A visitor who has just written `text`. */
async function visitorAsking(people: People, text: string): Promise<Visitor> {
  const visitor = await people.visitor({ url: `${server.baseUrl}/demo` });
  await visitor.open();
  await visitor.say(text);
  await expect(visitor.message(text).getByRole('img', { name: /Sent|Delivered/ })).toBeVisible();
  return visitor;
}

const press = (agent: Agent, key: string) => agent.page.keyboard.press(key);
const replyField = (agent: Agent) => agent.page.getByRole('textbox', { name: /^Reply to/ });
const noteField = (agent: Agent) => agent.page.getByRole('textbox', { name: /^Note for/ });
const palette = (agent: Agent) => agent.page.getByRole('dialog', { name: 'Command palette' });
const viewButton = (agent: Agent, name: string) =>
  agent.page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: new RegExp(`^${name}`) });
const systemLine = (agent: Agent, words: string | RegExp) =>
  agent.log.getByText(words).filter({ visible: true });

async function countOf(agent: Agent, view: string): Promise<number> {
  const words = await viewButton(agent, view).innerText();
  return Number(/\d+/.exec(words)?.[0] ?? 0);
}

/** Types into the open palette and takes what it finds. */
async function choose(agent: Agent, words: string, option: RegExp): Promise<void> {
  await palette(agent).getByRole('combobox').fill(words);
  await expect(palette(agent).getByRole('option', { name: option })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await press(agent, 'Enter');
  await expect(palette(agent)).toBeHidden();
}

test.describe('an agent alone at the keyboard', () => {
  test('walks the list, replies, notes, takes, assigns and resolves', async ({ people }) => {
    const older = unique('The older question');
    const newer = unique('The newer question');
    const visitor = await visitorAsking(people, older);
    await visitorAsking(people, newer);
    const robin = await agentNamed(people, 'robin', { view: 'unassigned' });
    await expect(robin.row(newer)).toBeVisible();
    await press(robin, 'j');
    await expect(robin.message(newer)).toBeVisible();
    await press(robin, 'j');
    await expect(robin.message(older)).toBeVisible();
    await press(robin, 'k');
    await expect(robin.message(newer)).toBeVisible();
    await press(robin, 'j');
    await expect(robin.message(older)).toBeVisible();

    await press(robin, 'r');
    await expect(replyField(robin)).toBeFocused();
    // Letters are letters while somebody writes.
    await robin.page.keyboard.type('just taken');
    await press(robin, 'Enter');
    await expect(visitor.message('just taken')).toBeVisible();
    await press(robin, 'Escape');
    await press(robin, 'n');
    await expect(noteField(robin)).toBeFocused();
    await robin.page.keyboard.type('ask the workshop');
    await press(robin, 'Enter');
    await expect(robin.message('ask the workshop')).toBeVisible();
    await press(robin, 'Escape');

    await press(robin, 't');
    await expect(systemLine(robin, 'You took this')).toBeVisible();
    await press(robin, 'a');
    await choose(robin, 'Sam', /Sam Okafor/);
    await expect(systemLine(robin, 'You assigned this to Sam Okafor')).toBeVisible();
    await press(robin, 'p');
    await choose(robin, 'urgent', /Urgent/);
    await expect(systemLine(robin, 'You set the priority to urgent')).toBeVisible();

    await press(robin, '3');
    await expect(viewButton(robin, 'Open')).toHaveAttribute('aria-current', 'true');
    await press(robin, 'e');
    await expect(robin.page.getByText('Resolved.', { exact: true })).toBeVisible();
    await expect(robin.row('ask the workshop')).toBeHidden();
    // On to the next one, whose composer does not swallow the keys.
    await press(robin, '5');
    await expect(viewButton(robin, 'Resolved')).toHaveAttribute('aria-current', 'true');
    await expect(robin.row('ask the workshop')).toBeVisible();
  });

  test('finds everything by ? and the palette', async ({ people }) => {
    const first = unique('Needle in the hay');
    await visitorAsking(people, first);
    const robin = await agentNamed(people, 'robin');
    await expect(robin.row(first)).toBeVisible();
    await press(robin, '?');
    const sheet = robin.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet.getByText('Resolve or reopen')).toBeVisible();
    await press(robin, 'Escape');
    await expect(sheet).toBeHidden();

    await press(robin, 'Control+k');
    await palette(robin).getByRole('combobox').fill(first);
    const hit = palette(robin).getByRole('option').filter({ hasText: first });
    await expect(hit).toHaveAttribute('aria-selected', 'true');
    await press(robin, 'Enter');
    await expect(robin.message(first)).toBeVisible();
    await press(robin, 'Control+k');
    await choose(robin, 'note', /^Write a note/);
    await expect(noteField(robin)).toBeFocused();
    await press(robin, 'Escape');
    await press(robin, 'Control+k');
    await choose(robin, 'snoozed', /^Snoozed/);
    await expect(viewButton(robin, 'Snoozed')).toHaveAttribute('aria-current', 'true');
  });

  test('searches people and messages', async ({ people }) => {
    const buried = unique('The zipper of the yellow tent');
    const visitor = await visitorAsking(people, buried);
    await visitor.say('And one more thing');
    const robin = await agentNamed(people, 'robin', { view: 'mine' });
    await expect(viewButton(robin, 'Open')).toContainText(/\d/);
    await press(robin, '/');
    const field = robin.page.getByRole('textbox', { name: 'Search conversations' });
    await expect(field).toBeFocused();
    await field.fill(buried);
    const results = robin.page.getByRole('list', { name: 'Search results' });
    await results.getByRole('link').filter({ hasText: buried }).click();
    await expect(robin.message('And one more thing')).toBeVisible();
    await field.fill('nothing says this anywhere');
    await expect(robin.page.getByText('Nothing found')).toBeVisible();
    await field.press('Escape');
    await expect(field).toHaveValue('');
  });
});

test.describe('two agents at one desk', () => {
  test('see at once who has it, and the counts', async ({ people }) => {
    const robin = await agentNamed(people, 'robin');
    const sam = await agentNamed(people, 'sam');
    await expect(viewButton(sam, 'Unassigned')).toContainText(/\d/);
    const before = await countOf(sam, 'Unassigned');
    const first = unique('Whose is it?');
    await visitorAsking(people, first);
    await expect.poll(() => countOf(sam, 'Unassigned')).toBe(before + 1);
    await sam.pick(first);
    await robin.pick(first);

    await press(robin, 't');
    await expect(systemLine(sam, 'Robin Vale took this')).toBeVisible();
    await expect(sam.row(first).getByText('Assigned to Robin Vale')).toBeAttached();
    await expect.poll(() => countOf(sam, 'Unassigned')).toBe(before);

    const mine = await countOf(sam, 'Mine');
    await robin.page.getByRole('button', { name: 'Assigned to You. Change' }).click();
    await robin.page.getByRole('menuitemcheckbox', { name: /Sam Okafor/ }).click();
    await expect(systemLine(sam, 'Robin Vale assigned this to you')).toBeVisible();
    await expect.poll(() => countOf(sam, 'Mine')).toBe(mine + 1);

    await sam.page.getByRole('button', { name: 'Assigned to You. Change' }).click();
    await sam.page.getByRole('menuitem', { name: 'Unassign' }).click();
    await expect(systemLine(robin, 'Sam Okafor unassigned this')).toBeVisible();
    await expect.poll(() => countOf(robin, 'Unassigned')).toBe(before + 1);
  });

  test('resolve, undo, label and prioritise before each other’s eyes', async ({ people }) => {
    const first = unique('Is it done?');
    await visitorAsking(people, first);
    const robin = await agentNamed(people, 'robin');
    const sam = await agentNamed(people, 'sam');
    await robin.pick(first);
    await sam.pick(first);

    await robin.page.getByRole('button', { name: 'Resolve', exact: true }).click();
    const undo = robin.page.getByRole('button', { name: 'Undo' });
    // It goes away by itself, but not under the pointer.
    await undo.hover();
    await expect(sam.page.getByRole('button', { name: 'Reopen' })).toBeVisible();
    await expect(sam.row(first)).toBeHidden();
    await undo.click();
    await expect(sam.page.getByRole('button', { name: 'Resolve', exact: true })).toBeVisible();
    await expect(sam.row(first)).toBeVisible();
    await expect(systemLine(sam, 'Robin Vale reopened this')).toBeVisible();

    await robin.pick(first);
    await robin.page.getByRole('button', { name: /^More: priority/ }).click();
    const label = robin.page.getByRole('group', { name: 'Labels' }).getByRole('menuitemcheckbox');
    const name = (await label.first().innerText()).trim();
    await label.first().click();
    await expect(systemLine(sam, `Robin Vale changed the labels: ${name}`)).toBeVisible();
    await expect(sam.row(first).getByText(name)).toBeAttached();
    await robin.page.getByRole('menuitemcheckbox', { name: 'Urgent' }).click();
    await expect(sam.row(first).getByText('Priority urgent.')).toBeAttached();
    await expect(
      sam.page.getByRole('complementary', { name: 'Contact' }).getByText('Urgent priority'),
    ).toBeVisible();
  });

  test('see who else is looking', async ({ people }) => {
    const first = unique('Who is here?');
    await visitorAsking(people, first);
    const robin = await agentNamed(people, 'robin');
    const sam = await agentNamed(people, 'sam');
    await sam.pick(first);
    await robin.pick(first);
    const here = sam.page.getByRole('list', { name: 'Also here' });
    await expect(here.getByText('Robin Vale is viewing')).toBeAttached();
    await replyField(robin).pressSequentially('I am on it');
    await expect(here.getByText('Robin Vale is writing a reply')).toBeAttached();
    await replyField(robin).fill('');
    await robin.page.goto('about:blank');
    await expect(here).toBeHidden({ timeout: 20_000 });
  });

  test('never answer over each other: what came in meanwhile is shown first', async ({
    people,
  }) => {
    people.expectErrors(CUT_NETWORK);
    const first = unique('Can I change the address?');
    const visitor = await visitorAsking(people, first);
    const robin = await agentNamed(people, 'robin');
    const sam = await agentNamed(people, 'sam');
    await sam.pick(first);
    await robin.pick(first);
    await sam.context.setOffline(true);
    await expect(sam.page.getByText(/You are offline/)).toBeVisible();
    await robin.reply('Done, it goes to the new one');
    await expect(visitor.message('Done, it goes to the new one')).toBeVisible();
    await sam.reply('Sorry, too late');
    await sam.context.setOffline(false);

    const guard = sam.page.getByRole('alertdialog', { name: /^Not sent/ });
    await expect(guard.getByText('Done, it goes to the new one')).toBeVisible({ timeout: 20_000 });
    await expect(guard.getByText('Sorry, too late')).toBeVisible();
    expect(await visitor.messages()).toEqual([first, 'Done, it goes to the new one']);
    await guard.getByRole('button', { name: 'Send anyway' }).click();
    await expect(visitor.message('Sorry, too late')).toBeVisible();
    await expect(guard).toBeHidden();
    await expect.poll(() => robin.messages()).toEqual(await visitor.messages());
  });
});

test.describe('an agent’s own desk', () => {
  test('a conversation has an address of its own', async ({ people }) => {
    const first = unique('Link to me');
    await visitorAsking(people, first);
    const robin = await agentNamed(people, 'robin');
    await robin.pick(first);
    await expect(robin.page).toHaveURL(/\/inbox\/[0-9a-f-]{36}/);
    const sam = await agentNamed(people, 'sam');
    await sam.page.goto(robin.page.url());
    await expect(sam.message(first)).toBeVisible();
    await robin.page.goBack();
    await expect(robin.message(first)).toBeHidden();
    await robin.page.goForward();
    await expect(robin.message(first)).toBeVisible();
  });

  test('keeps the draft of each conversation, over a reload, and never mixes them', async ({
    people,
  }) => {
    const one = unique('First of two');
    const two = unique('Second of two');
    await visitorAsking(people, one);
    await visitorAsking(people, two);
    const robin = await agentNamed(people, 'robin');
    await robin.pick(one);
    await replyField(robin).fill('half a sentence');
    await robin.pick(two);
    await expect(replyField(robin)).toHaveValue('');
    await expect(
      robin.page.getByRole('listitem').filter({ hasText: 'Draft: half a sentence' }),
    ).toBeVisible();
    await robin.page.reload();
    await expect(robin.message(two)).toBeVisible();
    await expect(replyField(robin)).toHaveValue('');
    await robin.row('half a sentence').click();
    await expect(robin.message(one)).toBeVisible();
    await expect(replyField(robin)).toHaveValue('half a sentence');
    await robin.page.getByRole('button', { name: /^Note/ }).click();
    await expect(noteField(robin)).toHaveValue('');
  });

  test('counts what is unread in the title', async ({ people }) => {
    const first = unique('Count me');
    const other = unique('Something else');
    const visitor = await visitorAsking(people, first);
    await visitorAsking(people, other);
    const robin = await agentNamed(people, 'robin');
    await robin.pick(first);
    await press(robin, 't');
    await expect(systemLine(robin, 'You took this')).toBeVisible();
    await robin.pick(other);
    const counted = async () => Number(/^\((\d+)\) /.exec(await robin.page.title())?.[1] ?? 0);
    await expect(robin.row(first).getByText(/unread/)).toBeHidden();
    const before = await counted();
    await visitor.say('Hello again');
    await expect.poll(counted).toBe(before + 1);
    await visitor.say('And again');
    await expect.poll(counted).toBe(before + 2);
    await robin.pick('And again');
    await expect.poll(counted).toBe(before);
  });

  test('a snoozed conversation leaves, and comes back by itself', async ({ people }) => {
    test.setTimeout(300_000);
    const first = unique('Later, please');
    await visitorAsking(people, first);
    const robin = await agentNamed(people, 'robin');
    const sam = await agentNamed(people, 'sam');
    await robin.pick(first);
    await press(robin, 's');
    await palette(robin).getByRole('option', { name: 'Pick a time…' }).click();
    const dialog = robin.page.getByRole('dialog', { name: 'Snooze until' });
    // The field knows whole minutes only: the next one that is not about to begin.
    const until = new Date(Math.ceil((Date.now() + 20_000) / 60_000) * 60_000);
    const local = new Date(until.getTime() - until.getTimezoneOffset() * 60_000);
    await dialog.getByLabel('Day and time').fill(local.toISOString().slice(0, 16));
    await dialog.getByRole('button', { name: 'Snooze' }).click();
    await expect(sam.row(first)).toBeHidden();
    await viewButton(sam, 'Snoozed').click();
    await expect(sam.row(first)).toBeVisible();
    await viewButton(sam, 'Open').click();
    await expect(sam.row(first)).toBeVisible({ timeout: 120_000 });
    await sam.pick(first);
    await expect(systemLine(sam, 'The snooze ended')).toBeVisible();
  });

  test('who goes away is not offered to visitors any more', async ({ people }) => {
    test.setTimeout(120_000);
    const visitor = await visitorAsking(people, unique('Is anybody there?'));
    const robin = await agentNamed(people, 'robin');
    const sam = await agentNamed(people, 'sam');
    // Whoever left a moment ago counts for a while (PRS-1).
    const grace = { timeout: 25_000 };
    const switchTo = async (agent: Agent, name: string) => {
      await agent.page.getByRole('button', { name: /Your menu$/ }).click();
      await agent.page.getByRole('menuitemcheckbox', { name: new RegExp(`^${name}`) }).click();
      await expect(
        agent.page.getByRole('button', { name: new RegExp(`${name.toLowerCase()}. Your menu`) }),
      ).toBeVisible();
    };
    await expect(
      visitor.chat.getByText(/^(Robin.* and Sam|Sam.* and Robin).* are online$/),
    ).toBeVisible(grace);
    await switchTo(sam, 'Away');
    await expect(visitor.chat.getByText(/^Robin.* is online$/)).toBeVisible(grace);
    await switchTo(robin, 'Offline');
    await expect(visitor.chat.getByText("We'll answer here as soon as we're back")).toBeVisible(
      grace,
    );
    await switchTo(sam, 'Online');
    await expect(visitor.chat.getByText(/^Sam.* is online$/)).toBeVisible(grace);
  });
});
