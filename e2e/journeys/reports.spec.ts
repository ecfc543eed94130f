import fs from 'node:fs';
import type { Download, Page } from 'playwright/test';
import {
  changeOf,
  metricOf,
  METRICS,
  metricWords,
  type MetricId,
} from '@/components/metrics/reports/metrics';
import { addDays, dayIn } from '@/components/metrics/reports/days';
import { cellWords, hourWords, weekdayNames } from '@/components/metrics/reports/heat';
import { seriousFindings } from '@/e2e/support/axe';
import { CUT_NETWORK, emailOf, expect, test, unique, type People } from '@/e2e/support/people';
import type { Arrivals, Report, ReportFigures } from '@/lib/contracts/reports';

const ZONE = 'Europe/Berlin';
/** Of the seeded conversations: nothing that other journeys do falls on these days. */
const yesterday = addDays(dayIn(ZONE, Date.now()), -1);
const PAST = { from: addDays(yesterday, -4), to: yesterday };
const link = (query: Record<string, string>) =>
  `/dashboard/reports?${new URLSearchParams({ ...PAST, zone: ZONE, ...query })}`;
const LONG_AGO = { from: '2001-02-01', to: '2001-02-03' };

async function reports(people: People, path: string, more = {}): Promise<Page> {
  const owner = await people.agent(emailOf(people.desk, 'owner'), {
    more: { timezoneId: ZONE, viewport: { width: 1360, height: 1000 }, ...more },
  });
  await owner.page.goto(new URL(path, owner.page.url()).href);
  await expect(owner.page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible();
  return owner.page;
}

/** What the API says to the same person. */
async function ask<Answer>(page: Page, what: string, query: Record<string, string>) {
  const search = new URLSearchParams({ ...PAST, timeZone: ZONE, ...query });
  const { origin } = new URL(page.url());
  const answer = await page.request.get(`${origin}/api/v1/reports${what}?${search}`);
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Answer;
}

/** The seeds are measured soon after the start: until two answers are the same and hold something. */
async function settledReport(page: Page, query: Record<string, string> = {}): Promise<Report> {
  let last = '';
  await expect
    .poll(
      async () => {
        const report = await ask<Report>(page, '', query);
        const same = JSON.stringify(report) === last && report.total.started > 0;
        last = JSON.stringify(report);
        return same;
      },
      { timeout: 45_000, intervals: [500] },
    )
    .toBe(true);
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByText('The report is up to date')).toBeAttached();
  return JSON.parse(last) as Report;
}

const tile = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Summary' }).getByRole('region', { name, exact: true });
const table = (page: Page) => page.getByRole('region', { name: 'All figures' });
const wordsOf = (id: MetricId, figures: ReportFigures) =>
  metricWords(metricOf(id), metricOf(id).value(figures));

/** `index` counts from the headings. */
async function expectRow(page: Page, index: number, figures: ReportFigures) {
  const row = table(page).getByRole('row').nth(index);
  for (const [column, { id }] of METRICS.entries()) {
    await expect(row.getByRole('cell').nth(column)).toContainText(wordsOf(id, figures));
  }
}

async function linesOf(download: Download): Promise<string[]> {
  const file = await download.path();
  return fs.readFileSync(file, 'utf8').trimEnd().split('\r\n');
}

test('every figure on the page is what the API says, and so is the comparison', async ({
  people,
}) => {
  const page = await reports(people, link({}));
  const report = await settledReport(page);
  expect(report.total.reply.n).toBeGreaterThan(0);
  const days = { from: addDays(PAST.from, -5), to: addDays(PAST.from, -1) };
  const before = (await ask<Report>(page, '', days)).total;
  expect(report.previous.total).toEqual(before);
  for (const metric of METRICS) {
    const shown = tile(page, metric.label);
    await expect(shown.locator('[data-value]')).toHaveText(wordsOf(metric.id, report.total));
    await expect(shown).toContainText(`was ${wordsOf(metric.id, before)}`);
    const change = changeOf(metric, metric.value(report.total), metric.value(before));
    if (change) await expect(shown).toContainText(change.words);
    if (change?.meaning) await expect(shown).toContainText(change.meaning);
  }
  await expect(table(page).getByRole('row')).toHaveCount(1 + 5 + 1);
  for (const [index, { figures }] of report.rows.entries()) {
    await expectRow(page, index + 1, figures);
  }
  await expectRow(page, report.rows.length + 1, report.total);
  const spoken = page.getByRole('table', { name: 'Conversations started by day' });
  const started = report.rows.map(({ figures }) => String(figures.started));
  await expect(spoken.getByRole('cell')).toHaveText(started);
});

test('what somebody does now is in the report of today', async ({ people }) => {
  const page = await reports(people, '/dashboard/reports?range=today');
  const value = async () =>
    Number(await tile(page, 'Messages in').locator('[data-value]').innerText());
  await expect(tile(page, 'Messages in')).toBeVisible();
  const before = await value();
  const visitor = await people.visitor();
  await visitor.open();
  await visitor.say(unique('One for the report'));
  await expect
    .poll(
      async () => {
        await page.getByRole('button', { name: 'Read again' }).click();
        await expect(page.getByText('The report is up to date')).toBeAttached();
        return value();
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(before);
});

test('a view is in its address: sent, reloaded, gone back to', async ({ people }) => {
  const page = await reports(people, '/dashboard/reports');
  const choose = async (name: string, option: string) => {
    await page.getByRole('combobox', { name }).click();
    await page.getByRole('option', { name: option }).click();
    await expect(page.getByRole('combobox', { name })).toContainText(option);
  };
  await choose('Range', 'Last 30 days');
  await choose('Group by', 'By agent');
  await choose('Hours', 'Business hours');
  await tile(page, 'Reply time').getByRole('button').click();
  await page.getByRole('button', { name: 'Messages', exact: true }).click();
  await table(page).getByRole('button', { name: 'Messages out' }).click();
  const expectView = async (on: Page) => {
    await expect(on.getByRole('combobox', { name: 'Range' })).toContainText('Last 30 days');
    await expect(on.getByRole('combobox', { name: 'Group by' })).toContainText('By agent');
    await expect(on.getByRole('combobox', { name: 'Hours' })).toContainText('Business hours');
    await expect(tile(on, 'Reply time').getByRole('button', { pressed: true })).toBeVisible();
    await expect(on.getByRole('region', { name: 'Reply time over time' })).toBeVisible();
    await expect(on.getByRole('grid', { name: /messages$/ })).toBeVisible();
    await expect(
      on.getByRole('columnheader', { name: 'Messages out', exact: true }),
    ).toHaveAttribute('aria-sort', 'descending');
  };
  await expectView(page);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expectView(other);
  await other.close();

  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'Hours' })).toContainText('Calendar hours');
  await page.goForward();
  await expectView(page);

  await choose('Range', 'Custom dates');
  await page.getByLabel('First day').fill('2026-03-01');
  await page.getByLabel('Last day').fill('2026-02-01');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('The last day must not be before the first.')).toBeVisible();
  await page.getByLabel('Last day').fill('2026-03-31');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/from=2026-03-01&to=2026-03-31/);
  await expect(page.getByText('Nothing happened in this time')).toBeVisible();

  await page.goto(new URL('/dashboard/reports?range=year&site=nowhere', page.url()).href);
  await expect(page.getByText(/not here \(range, site\)/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Range' })).toContainText('Last 7 days');
});

test('is taken along as CSV, whole and in single measurements', async ({ people }) => {
  const page = await reports(people, link({ by: 'agent' }));
  const report = await settledReport(page, { by: 'agent' });
  const take = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name }).click(),
    ]);
    return download;
  };
  const whole = await take('Report CSV');
  expect(whole.suggestedFilename()).toBe(`report-${PAST.from}-${PAST.to}.csv`);
  const [headings, ...lines] = await linesOf(whole);
  const columns = headings!.split(',');
  expect(lines).toHaveLength(report.rows.length + 1);
  const cells = lines.map((line) => line.split(','));
  const column = (name: string) => cells.map((line) => line[columns.indexOf(name)]);
  const all = [...report.rows.map(({ figures }) => figures), report.total];
  expect(column('key')).toEqual([...report.rows.map(({ key }) => key), 'total']);
  expect(column('name')).toEqual([...report.rows.map(({ name }) => name), '']);
  expect(column('messages_out')).toEqual(all.map(({ messagesOut }) => String(messagesOut)));
  expect(column('reply_median_s')).toEqual(
    all.map(({ reply }) => (reply.median === null ? '' : String(reply.median / 1_000))),
  );

  const facts = await linesOf(await take('Raw facts CSV'));
  const of = (metric: string) => facts.filter((line) => line.split(',')[1] === metric).length;
  const { started, messagesIn, messagesOut, reply } = report.total;
  expect([of('started'), of('message_in'), of('message_out'), of('reply')]).toEqual([
    ...[started, messagesIn, messagesOut, reply.n],
  ]);
});

test('the heat map says when it is busy: cell by cell, with the keyboard too', async ({
  people,
}) => {
  const page = await reports(people, link({ arrivals: 'messages' }));
  const report = await settledReport(page);
  const { messagesIn } = await ask<Arrivals>(page, '/arrivals', {});
  expect(messagesIn.flat().reduce((sum, count) => sum + count, 0)).toBe(report.total.messagesIn);
  const most = Math.max(...messagesIn.flat());
  const weekday = messagesIn.findIndex((hours) => hours.includes(most));
  const hour = messagesIn[weekday]!.indexOf(most);
  const nameOf = (day: number, at: number) =>
    `${weekdayNames('long', 'en-GB')[day]}, ${hourWords(at)}–${hourWords(at + 1)}: ${messagesIn[day]![at]} messages`;
  const grid = page.getByRole('grid', { name: /messages$/ });
  await expect(grid.getByRole('gridcell', { name: /\d messages$/ })).toHaveCount(7 * 24);
  const busiest = grid.getByRole('gridcell', { name: nameOf(weekday, hour), exact: true });
  await expect(busiest).toHaveText(cellWords(most));
  await busiest.hover();
  await expect(page.getByText(nameOf(weekday, hour), { exact: true })).toBeVisible();
  const first = grid.getByRole('gridcell', { name: nameOf(0, 9), exact: true });
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(grid.getByRole('gridcell', { name: nameOf(1, 10), exact: true })).toBeFocused();
  await expect(page.getByText(nameOf(1, 10), { exact: true })).toBeVisible();
});

test('nothing to report is a dash, and says what to do', async ({ people }) => {
  const page = await reports(people, link(LONG_AGO));
  await expect(page.getByText('Nothing happened in this time')).toBeVisible();
  for (const { label, kind } of METRICS) {
    const dash = kind === 'count' ? '0' : '–';
    await expect(tile(page, label).locator('[data-value]')).toHaveText(dash);
  }
  await expect(tile(page, 'Reply time')).toContainText('was –');
});

test('an answer that does not come is said, and asked for again', async ({ people }) => {
  people.expectErrors(CUT_NETWORK);
  const owner = await people.agent(emailOf(people.desk, 'owner'));
  const { page } = owner;
  let cut = true;
  await page.route('**/api/v1/reports?**', (route) =>
    cut ? route.abort('internetdisconnected') : route.continue(),
  );
  await page.goto(new URL(link({}), page.url()).href);
  await expect(page.getByText('Couldn’t read the report')).toBeVisible();
  cut = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(tile(page, 'Reply time')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ people }) => {
    test.setTimeout(120_000);
    const page = await reports(people, link({ metric: 'reply' }), { colorScheme });
    await settledReport(page);
    await expect(page.getByRole('grid')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(new URL(link(LONG_AGO), page.url()).href);
    await expect(page.getByText('Nothing happened in this time')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}

test('fits a phone', async ({ people }) => {
  const page = await reports(people, link({ by: 'agent' }), {
    viewport: { width: 360, height: 740 },
  });
  await settledReport(page);
  await expect(page.getByRole('grid')).toBeVisible();
  const fits = await page.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  );
  expect(fits).toBe(true);
});

test('is reached from the live page, and is not for agents', async ({ people }) => {
  const page = await reports(people, link({}));
  const links = page.getByRole('navigation', { name: 'Dashboard' });
  await expect(links.getByRole('link', { name: 'Reports' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await links.getByRole('link', { name: 'Live' }).click();
  await expect(page.getByRole('heading', { name: 'Live', level: 1 })).toBeVisible();
  await links.getByRole('link', { name: 'Reports' }).click();
  await expect(page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible();

  const agent = await people.agent();
  await agent.page.goto(new URL('/dashboard/reports', agent.page.url()).href);
  await expect(agent.page.getByText('Reports are for owners and admins')).toBeVisible();
});
