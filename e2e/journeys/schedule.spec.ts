import { seriousFindings } from '@/e2e/support/axe';
import { emailOf, expect, test, unique, type People } from '@/e2e/support/people';
import { asAdmin } from '@/e2e/support/site-admin';
import type { BusinessSchedule } from '@/lib/contracts/business-hours';

test.setTimeout(120_000);

async function hoursPage(people: People) {
  const admin = await asAdmin(people);
  const site = await admin.createSite({ name: unique('Lantern shop') });
  const { page, origin } = admin;
  await page.goto(`${origin}/settings/sites/${site.id}`);
  await page.getByRole('link', { name: 'Business hours' }).click();
  await expect(page.getByRole('heading', { name: 'When somebody is there' })).toBeVisible();
  const stored = async (): Promise<BusinessSchedule> => {
    const answer = await page.context().request.get(`${origin}/api/v1/sites/${site.id}/schedule`);
    return (await answer.json()) as BusinessSchedule;
  };
  return { page, site, stored, save: page.getByRole('button', { name: 'Save changes' }) };
}

test('an admin says when a site is staffed, and it is kept', async ({ people }) => {
  const { page, stored, save } = await hoursPage(people);
  await expect(page.getByText('This site is always staffed')).toBeVisible();
  await page.getByRole('switch', { name: 'Business hours' }).click();
  await expect(page.getByText(/^(Open|Closed) now, /)).toBeVisible();

  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('new york');
  await page.getByRole('option', { name: 'America/New York' }).click();
  await expect(page.getByText(/^It is .* in America\/New York\.$/)).toBeVisible();

  await page.getByLabel('Monday, from').fill('08:30');
  await page.getByRole('button', { name: 'Remove Tuesday' }).click();
  await page.getByRole('button', { name: 'Add hours on Monday' }).click();
  await page.getByLabel('Monday 2, from').fill('16:00');
  await page.getByLabel('Monday 2, until').fill('20:00');
  await save.click();
  await expect(page.getByText('It overlaps 08:30 – 17:00.')).toBeVisible();
  await expect(page.getByLabel('Monday 2, from')).toHaveAttribute('aria-invalid', 'true');
  expect((await stored()).hours).toBe(null);
  await page.getByLabel('Monday 2, from').fill('18:00');
  await page.getByRole('button', { name: 'Copy Monday to all weekdays' }).click();
  await expect(page.getByLabel('Tuesday 2, until')).toHaveValue('20:00');

  const date = page.getByLabel('Date');
  await date.fill('2027-01-01');
  await page.getByLabel('Name (optional)').fill('New Year');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Days off' })).toContainText('New Year');
  await date.fill('2027-01-01');
  await page.getByRole('button', { name: 'Add day' }).click();
  await expect(page.getByText('This day is in the list already.')).toBeVisible();
  await date.fill('');
  expect(await seriousFindings(page)).toEqual([]);
  await save.click();
  await expect(page.getByText('Business hours saved')).toBeVisible();

  const { hours } = await stored();
  expect(hours?.timeZone).toBe('America/New_York');
  expect(hours?.ranges).toEqual(
    [1, 2, 3, 4, 5].flatMap((weekday) => [
      { weekday, fromMinute: 510, untilMinute: 1_020 },
      { weekday, fromMinute: 1_080, untilMinute: 1_200 },
    ]),
  );
  expect(hours?.holidays).toEqual([{ date: '2027-01-01', name: 'New Year' }]);

  await page.reload();
  await expect(page.getByLabel('Friday 2, from')).toHaveValue('18:00');
  await expect(zone).toHaveValue('America/New York');
  await expect(save).toBeDisabled();
  await page.getByRole('button', { name: 'Remove New Year' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('list', { name: 'Days off' })).toContainText('New Year');
  await page.getByRole('switch', { name: 'Business hours' }).click();
  await save.click();
  await expect.poll(async () => (await stored()).hours).toBe(null);
});

test('an open moment is open around the clock, with the keyboard alone', async ({ people }) => {
  const { page, save, stored } = await hoursPage(people);
  await page.getByRole('switch', { name: 'Business hours' }).focus();
  await page.keyboard.press('Space');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await page.keyboard.press('Tab');
  await expect(zone).toBeFocused();
  await page.keyboard.type('tokyo');
  await expect(page.getByRole('option')).toHaveText(['Asia/Tokyo']);
  await page.keyboard.press('Enter');
  await expect(zone).toHaveValue('Asia/Tokyo');
  for (const day of ['Monday', 'Saturday', 'Sunday']) {
    if (day !== 'Monday') {
      await page.getByRole('button', { name: `Add hours on ${day}` }).press('Enter');
    }
    await page.getByLabel(`${day}, from`).fill('00:00');
    await page.getByLabel(`${day}, until`).fill('00:00');
  }
  await page.getByRole('button', { name: 'Copy Monday to all weekdays' }).press('Enter');
  await expect(page.getByText('Open around the clock.')).toBeVisible();
  await save.press('Enter');
  await expect.poll(async () => (await stored()).hours?.ranges.length).toBe(7);
});

test('an agent sees no business hours', async ({ people }) => {
  const { site } = await hoursPage(people);
  const { page } = await people.agent();
  await page.goto(new URL(`/settings/sites/${site.id}/hours`, page.url()).href);
  await expect(page.getByText('Sites are managed by admins')).toBeVisible();
});

test('how many conversations somebody takes shows on the dashboard', async ({ people }) => {
  const admin = await people.agent(emailOf(people.desk, 'admin'));
  const { page } = admin;
  const desk = await people.agent();
  const self = people.desk.accounts.find(({ role }) => role === 'agent')!;
  await page.goto(new URL('/settings/members', page.url()).href);
  const row = page.getByRole('listitem').filter({ hasText: self.email });
  const limit = row.getByRole('button', { name: /^Conversations of / });
  await limit.click();
  const dialog = page.getByRole('dialog', { name: /^Conversations of / });
  const field = dialog.getByRole('spinbutton', { name: 'Open conversations at once' });
  await field.fill('101');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Enter a whole number from 1 to 100.')).toBeVisible();
  await field.fill('37');
  await page.keyboard.press('Enter');
  await expect(limit).toHaveText('37 at once');
  await desk.page.goto(new URL('/settings/members', page.url()).href);
  await expect(desk.page.getByText(self.email)).toBeVisible();
  await expect(desk.page.getByRole('button', { name: /^Conversations of / })).toHaveCount(0);

  const owner = await people.agent(emailOf(people.desk, 'owner'));
  await owner.page.goto(new URL('/dashboard', owner.page.url()).href);
  const agents = owner.page.getByRole('region', { name: 'Agents', exact: true });
  await expect(agents.getByText('/ 37')).toBeVisible();

  await limit.click();
  await dialog.getByRole('switch', { name: 'Limit conversations' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(limit).toHaveText('No limit');
  await expect(agents.getByText('no limit')).toBeVisible();
  await expect(agents.getByText('/ 37')).toHaveCount(0);
});
