import { expect, test, unique } from '@/e2e/support/people';

test('a visitor says how it went, changes it, and is asked again after reopening', async ({
  people,
}) => {
  const visitor = await people.visitor();
  const agent = await people.agent();
  const first = unique('Can you mend a pole?');
  await visitor.open();
  await visitor.say(first);
  await agent.pick(first);
  const ask = visitor.chat.getByRole('region', { name: 'How did it go?' });
  await expect(ask).toBeHidden();

  await agent.page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(ask.getByRole('radio')).toHaveCount(5);
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
  await agent.page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(ask.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(ask.getByRole('radio')).toHaveCount(5);
});
