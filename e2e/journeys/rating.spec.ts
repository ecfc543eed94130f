import { seriousFindings } from '@/e2e/support/axe';
import { serveCustomerPage } from '@/e2e/support/customer-page';
import { expect, test, unique, type Agent, type Visitor } from '@/e2e/support/people';
import { asAdmin } from '@/e2e/support/site-admin';

// Three people and their browsers.
test.setTimeout(120_000);

const askOf = (visitor: Visitor, name = 'How did it go?') =>
  visitor.chat.getByRole('region', { name });

const resolve = (agent: Agent) =>
  agent.page.getByRole('button', { name: 'Resolve', exact: true }).click();

/** Resolving goes on to the next one: this goes back to what was resolved. */
async function resolveAndStay(agent: Agent, words: string): Promise<void> {
  await resolve(agent);
  const views = agent.page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('button', { name: /^Resolved/ }).click();
  await agent.pick(words);
  await expect(agent.page.getByRole('button', { name: 'Reopen', exact: true })).toBeVisible();
}

test('a visitor says how it went, changes it, and is asked again after reopening', async ({
  people,
}) => {
  const visitor = await people.visitor();
  const agent = await people.agent();
  const first = unique('Can you mend a pole?');
  await visitor.open();
  await visitor.say(first);
  await agent.pick(first);
  const ask = askOf(visitor);
  await expect(ask).toBeHidden();

  await resolveAndStay(agent, first);
  await expect(ask.getByRole('radio')).toHaveCount(5);
  expect(await seriousFindings(visitor.page)).toEqual([]);
  // A label is what people press; the input itself is not to be seen.
  await ask.getByText('Bad', { exact: true }).click();
  await expect(ask.getByRole('radio', { name: 'Bad', exact: true })).toBeChecked();
  await expect(agent.log.getByText('rated this 2 of 5, bad')).toBeVisible();
  await ask.getByRole('textbox', { name: 'Anything to add?' }).fill('Slow, but it holds.');
  await ask.getByRole('button', { name: 'Send' }).click();
  await expect(agent.log.getByText('Slow, but it holds.')).toBeVisible();
  await expect(ask.getByText('Thanks for your answer')).toBeVisible();
  await expect(ask.getByText('Slow, but it holds.')).toBeVisible();

  // With the keyboard: what the arrows rest on counts.
  await expect(ask.getByRole('button', { name: 'Change' })).toBeFocused();
  await visitor.page.keyboard.press('Enter');
  await ask.getByRole('radio', { name: 'Bad', exact: true }).focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await visitor.page.keyboard.press(key);
  await expect(agent.log.getByText('rated this 4 of 5, good')).toBeVisible();
  await expect(agent.log.getByText('rated this 3 of 5, okay')).toHaveCount(0);

  // It is kept: the same answer after a reload.
  await visitor.page.reload();
  await visitor.page.getByRole('button', { name: /^Open chat/ }).click();
  await visitor.chat.getByRole('listitem').getByRole('button').filter({ hasText: first }).click();
  await expect(ask.getByText('Good', { exact: true })).toBeVisible();

  await visitor.say('One more thing.');
  await expect(ask).toBeHidden();
  await expect(visitor.log.getByText('You rated this: Good')).toBeVisible();
  await resolve(agent);
  await expect(ask.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(ask.getByRole('radio')).toHaveCount(5);
});

test('an admin’s switch decides whether a site asks', async ({ people }) => {
  const shop = await serveCustomerPage();
  try {
    const admin = await asAdmin(people);
    const site = await admin.createSite({ allowedOrigins: [shop.origin] });
    const agent = await people.agent();
    const talk = async (words: string) => {
      const visitor = await people.visitor({ url: shop.embed(admin.origin, site.key) });
      await visitor.open();
      await visitor.say(words);
      await agent.page.getByRole('navigation', { name: 'Views' }).getByText('Open').click();
      await agent.pick(words);
      await resolve(agent);
      return visitor;
    };
    const asked = await talk(unique('Is the lantern waterproof?'));
    await expect(askOf(asked).getByRole('radio')).toHaveCount(5);

    await admin.page.goto(`${admin.origin}/settings/sites/${site.id}`);
    await admin.page.getByRole('switch', { name: 'Ask how it went' }).click();
    await admin.page.getByRole('button', { name: 'Save changes' }).click();
    await expect(admin.page.getByText('Site saved')).toBeVisible();

    const spared = await talk(unique('How long does its oil last?'));
    await expect(spared.log.getByText('This conversation was closed')).toBeVisible();
    await expect(askOf(spared)).toHaveCount(0);
  } finally {
    await shop.close();
  }
});
