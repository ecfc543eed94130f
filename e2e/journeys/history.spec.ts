import { chatter } from '@/e2e/support/chatter';
import {
  emailOf,
  expect,
  test,
  unique,
  type Agent,
  type People,
  type Visitor,
} from '@/e2e/support/people';

const EACH = 80;
/** Not who answers as the agent here and in other journeys: that limit is his own. */
const writersOf = ({ desk }: People) =>
  desk.accounts.filter(({ email }) => email !== emailOf(desk, 'agent'));

/** A thread that is longer than one page of history, open on both sides. */
async function longThread(
  people: People,
): Promise<{ visitor: Visitor; agent: Agent; all: number }> {
  const visitor = await people.visitor();
  const agent = await people.agent();
  const first = unique('The very first');
  await visitor.open();
  await visitor.say(first);
  await agent.pick(first);
  const id = /\/inbox\/([0-9a-f-]{36})/.exec(agent.page.url())?.[1] ?? '';
  const written = await chatter({ ...people.desk, accounts: writersOf(people) }, id, EACH);
  expect(written).toBe(EACH * writersOf(people).length);
  // Both stayed at the newest while it poured in.
  await expect.poll(() => visitor.messages()).toHaveLength(written + 1);
  const newest = (await visitor.messages()).at(-1)!;
  await expect(visitor.message(newest)).toBeInViewport();
  await expect(agent.message(newest)).toBeInViewport();
  return { visitor, agent, all: written + 1 };
}

/** Where a message stands on screen. */
const top = async (side: Visitor | Agent, text: string) =>
  (await side.message(text).boundingBox())?.y ?? Number.NaN;

test.describe('a long conversation', () => {
  test('is scrolled up to its first message, whole and in order (DEL-2)', async ({ people }) => {
    test.setTimeout(120_000);
    const { visitor, agent, all } = await longThread(people);
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: /^Open chat/ }).click();
    const more = visitor.chat.getByRole('button', { name: /^The very first|writer/ });
    await expect(visitor.log.or(more.first())).toBeVisible();
    if (await more.first().isVisible()) await more.first().click();
    await expect(visitor.log.getByRole('article').first()).toBeVisible();
    expect((await visitor.messages()).length).toBeLessThan(all);

    await expect(async () => {
      await visitor.log.evaluate((element) => element.scrollTo(0, 0));
      expect(await visitor.messages()).toHaveLength(all);
    }).toPass({ timeout: 60_000 });
    const shown = await visitor.messages();
    expect(shown[0]).toMatch(/^The very first/);
    expect(new Set(shown).size).toBe(all);
    for (let writer = 0; writer < writersOf(people).length; writer++) {
      const own = shown.filter((text) => text.startsWith(`writer${writer} `));
      expect(own).toEqual([...own].sort());
      expect(own).toHaveLength(EACH);
    }

    await expect(async () => {
      await agent.log.evaluate((element) => element.scrollTo(0, 0));
      await expect(agent.message('The very first')).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
  });

  test('what comes in below does not move what is read above; a pill counts it', async ({
    people,
  }) => {
    test.setTimeout(120_000);
    const { visitor, agent } = await longThread(people);
    await visitor.log.evaluate((element) => element.scrollBy(0, -1_500));
    await expect(
      visitor.chat.getByRole('button', { name: 'Jump to the latest message' }),
    ).toBeVisible();
    const texts = await visitor.messages();
    const read = texts.at(-20)!;
    await visitor.message(read).scrollIntoViewIfNeeded();
    const before = await top(visitor, read);
    await agent.reply('Below, out of sight');
    const pill = visitor.chat.getByRole('button', { name: '1 new message' });
    await expect(pill).toBeVisible();
    expect(Math.abs((await top(visitor, read)) - before)).toBeLessThanOrEqual(1);
    await pill.click();
    await expect(visitor.message('Below, out of sight')).toBeInViewport();
    await expect(pill).toBeHidden();
  });
});
