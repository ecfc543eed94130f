/**
 * One person's inbox in browsers on two nodes behind one database, with a real mail server. Time that
 * nobody can wait for is made to pass in the database.
 */
import { expect as anyExpect, test as base, type BrowserContext, type Page } from 'playwright/test';
import { database } from '@/lib/platform/database';
import { start } from '@/e2e/support/desk';
import { startTestNode, TEST_SECRET, type TestNode } from '@/e2e/support/node';
import { unique } from '@/e2e/support/people';
import { startTestDatabase, type TestDatabase } from '@/e2e/support/postgres';
import { startTestRedis, type TestRedis } from '@/e2e/support/redis';
import { startSmtpSink, type SmtpSink } from '@/e2e/support/smtp-sink';
import { clientId, connectTo, type WireClient } from '@/e2e/support/wire';
import { createWorkspace, type TestMember, type TestWorkspace } from '@/e2e/support/workspace';

const PUBLIC_URL = 'http://desk.example.com';

// Two whole nodes run beside the browsers. What has to be quick is measured where it matters.
const expect = anyExpect.configure({ timeout: 30_000 });
base.describe.configure({ timeout: 180_000 });

let db: TestDatabase;
let redis: TestRedis;
let sink: SmtpSink;
let a: TestNode;
let b: TestNode;
let workspace: TestWorkspace;
let robin: TestMember;
let sam: WireClient;
let conversationId: string;
const wires = new Set<WireClient>();

interface Devices {
  /** A browser of `member` on `node`. */
  device(member: TestMember, node: TestNode, path?: string): Promise<Page>;
}

const test = base.extend<Devices>({
  device: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (member, node, path = '/inbox') => {
      const context = await browser.newContext({ viewport: { width: 1360, height: 850 } });
      contexts.push(context);
      const [name, value] = (await workspace.addMemberSession(member)).cookie.split('=');
      await context.addCookies([{ name: name!, value: value!, url: node.origin }]);
      await context.addInitScript(standInForTheDesktop);
      return open(await context.newPage(), node, path);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** What the browser would show, kept; and who looks, as a test says. */
function standInForTheDesktop(): void {
  const world = globalThis as unknown as { told: string[]; looking: boolean };
  world.told = [];
  world.looking = false;
  document.hasFocus = () => world.looking;
  localStorage.setItem('switchboard:notifications', 'desktop');
  class Shown extends EventTarget {
    static permission = 'granted';
    static requestPermission = () => Promise.resolve('granted');
    constructor(title: string) {
      super();
      world.told.push(title);
    }
    close(): void {}
  }
  Object.assign(globalThis, { Notification: Shown });
}

async function open(page: Page, node: TestNode, path = '/inbox'): Promise<Page> {
  await page.goto(`${node.origin}${path}`);
  await expect(page.getByRole('button', { name: /^Notifications/ }).first()).toBeVisible();
  return page;
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  // Sessions are opened from here, too.
  process.env.AUTH_SECRET = TEST_SECRET;
  db = await startTestDatabase();
  [redis, sink] = await Promise.all([startTestRedis(), startSmtpSink()]);
  const given = {
    databaseUrl: db.url,
    redisUrl: redis.url,
    roles: 'web,realtime,worker',
    environment: { PUBLIC_URL, SMTP_URL: sink.url, MAIL_FROM: 'desk@desk.example.com' },
  };
  [a, b] = await Promise.all([startTestNode(given), startTestNode(given)]);
});
test.afterAll(async () => {
  await Promise.all([a?.dispose(), b?.dispose()]);
  await Promise.all([redis?.stop(), sink?.stop()]);
  await db?.stop();
});
test.beforeEach(async () => {
  sink.mails.length = 0;
  workspace = await createWorkspace('Fjell & Fabric');
  robin = await workspace.addMember('Robin Vale');
  sam = await wire(a, await workspace.addMember('Sam Okafor'));
  conversationId = await start(
    await wire(a, await workspace.addVisitor('Kim')),
    'Is it waterproof?',
  );
});
test.afterEach(() => {
  for (const client of wires) client.close();
  wires.clear();
});

async function wire(...[node, who]: [TestNode, Parameters<typeof connectTo>[1]]) {
  const client = await connectTo(node.origin, who);
  wires.add(client);
  return client;
}

const mention = (words: string, by = sam, of = robin) =>
  by.get('message:send', {
    conversationId,
    clientId: clientId(),
    kind: 'note',
    body: words,
    mentions: [of.actor.id],
  });
const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ }).first();
const item = (page: Page, words: string) =>
  page.getByRole('feed').getByRole('article').filter({ hasText: words });
const message = (page: Page, words: string) =>
  page.getByRole('log', { name: 'Messages' }).getByRole('article').filter({ hasText: words });
const saysNew = (page: Page, count: number) =>
  expect(bell(page)).toHaveAccessibleName(
    count === 0 ? 'Notifications' : `Notifications, ${count} new`,
  );

interface Noted {
  readAt: number;
  shown: string;
}
/** Keeps what the feed shows in the moment of the press. */
const noteWhatIsShown = (page: Page, button: string) =>
  page.getByRole('button', { name: button }).evaluate((element) => {
    const keep = () => {
      const text = document.querySelector('[role=feed]')?.textContent ?? '';
      (globalThis as unknown as Noted).shown = text;
    };
    element.addEventListener('click', keep, { capture: true, once: true });
  });
/** Keeps when the item is first drawn as read, on the clock that this process has, too. */
const noteWhenRead = (page: Page, words: string) =>
  page.evaluate((text) => {
    const watch = () => {
      const row = [...document.querySelectorAll('[role=feed] article')].find((one) =>
        one.textContent.includes(text),
      );
      const read = row !== undefined && !row.getAttribute('aria-label')?.startsWith('Unread');
      if (read) (globalThis as unknown as Noted).readAt = Date.now();
      else requestAnimationFrame(watch);
    };
    watch();
  }, words);

test('two devices and two people: read here is read there within a second, and nobody else is told', async ({
  device,
}) => {
  const noa = await workspace.addMember('Noa');
  const laptop = await device(robin, a);
  const phone = await device(robin, b, '/notifications');
  const other = await device(noa, b);
  const words = unique('could you look');
  await mention(words);
  await expect(item(phone, words)).toHaveAccessibleName(/^Unread/);
  await bell(laptop).click();
  await expect(item(laptop, words)).toHaveAccessibleName(/^Unread/);
  await item(laptop, words).focus();
  // The middle of five: a busy machine may take its time once, the product may not.
  const took: number[] = [];
  while (took.length < 5) {
    if (took.length > 0) {
      await laptop.keyboard.press('u');
      await expect(item(phone, words)).toHaveAccessibleName(/^Unread/);
    }
    await noteWhenRead(phone, words);
    const pressed = Date.now();
    await laptop.keyboard.press('u');
    await expect(item(phone, words)).not.toHaveAccessibleName(/^Unread/);
    took.push((await phone.evaluate(() => (globalThis as unknown as Noted).readAt)) - pressed);
  }
  expect(took.sort((one, other_) => one - other_)[2]).toBeLessThan(1_000);

  await mention(unique('for you'), sam, noa);
  await saysNew(other, 1);
  await bell(other).click();
  await expect(other.getByRole('feed').getByRole('article')).toHaveCount(1);
  await expect(item(other, words)).toHaveCount(0);
  await expect(phone.getByRole('feed').getByRole('article')).toHaveCount(1);
});

test('mark all on one node never hides what comes in through the other', async ({ device }) => {
  const laptop = await device(robin, a);
  const phone = await device(robin, b, '/notifications');
  const samThere = await wire(b, await workspace.addMember('Sam There'));
  // Each about a conversation of its own: they are not one row with a count.
  const about = async (name: string) => {
    const id = await start(await wire(b, await workspace.addVisitor(name)), `Hello from ${name}`);
    return { id, words: unique(name) };
  };
  const early = await about('early');
  const late = [await about('late one'), await about('late two'), await about('late three')];
  const tell = ({ id, words }: { id: string; words: string }) =>
    samThere.get('message:send', {
      conversationId: id,
      clientId: clientId(),
      kind: 'note',
      body: words,
      mentions: [robin.actor.id],
    });
  await tell(early);
  await bell(laptop).click();
  await expect(item(laptop, early.words)).toHaveAccessibleName(/^Unread/);
  await noteWhatIsShown(laptop, 'Mark all as read');

  const press = laptop.getByRole('button', { name: 'Mark all as read' }).click();
  await Promise.all([press, ...late.map(tell)]);
  await expect(item(laptop, early.words)).not.toHaveAccessibleName(/^Unread/);
  const shown = await laptop.evaluate(() => (globalThis as unknown as Noted).shown);
  for (const page of [laptop, phone]) {
    for (const { words } of late) {
      await expect(item(page, words)).toBeVisible();
      if (shown.includes(words)) continue;
      await expect(item(page, words)).toHaveAccessibleName(/^Unread/);
    }
  }
});

test('closing the tab in the middle of a push loses nothing', async ({ device }) => {
  const page = await device(robin, a);
  const bodies = Array.from({ length: 12 }, (_, n) => unique(`note ${n}`));
  const sending = (async () => {
    for (const body of bodies) await mention(body);
  })();
  await expect(bell(page)).toHaveAccessibleName(/new$/);
  await page.close({ runBeforeUnload: false });
  await sending;
  const back = await device(robin, b, '/notifications');
  await expect(item(back, bodies.at(-1)!)).toHaveAccessibleName(/^Unread/);
  await expect
    .poll(async () => {
      const rows = await database().notification.findMany({
        where: { recipientId: robin.actor.id },
      });
      return rows.reduce((sum, { count }) => sum + count, 0);
    })
    .toBe(bodies.length);
  await expect(back.getByRole('feed').getByRole('article')).toHaveCount(1);
  await expect(item(back, '12')).toBeVisible();
});

test('a press lands at the message it is about, however far up, and it stands out', async ({
  device,
}) => {
  const words = unique('this very place');
  await mention(words);
  const more = await wire(b, await workspace.addMember('Lee'));
  for (let n = 0; n < 100; n++) {
    const by = [sam, more][n % 2]!;
    const body = `later ${n}\nand more of it`;
    const asked = { conversationId, clientId: clientId(), kind: 'note', body } as const;
    await expect.poll(async () => (await by.ask('message:send', asked)).ok).toBe(true);
  }
  const page = await device(robin, a);
  await bell(page).click();
  await item(page, words).click();
  const marked = page.getByRole('log', { name: 'Messages' }).locator('[aria-current="true"]');
  await expect(marked).toContainText(words);
  await expect(message(page, words)).toBeInViewport();
  await expect(marked).toHaveCount(0);
  // It stays there.
  await expect(message(page, words)).toBeInViewport();
});

test('the end of a snooze brings it back on every device by itself', async ({ device }) => {
  const laptop = await device(robin, a);
  const phone = await device(robin, b, '/notifications');
  const words = unique('not now');
  await mention(words);
  await expect(item(phone, words)).toBeVisible();
  await item(phone, words).focus();
  await phone.keyboard.press('s');
  await phone.keyboard.press('ArrowDown');
  await phone.keyboard.press('Enter');
  await expect(item(phone, words)).toHaveCount(0);
  await saysNew(laptop, 0);
  await database().notification.updateMany({
    where: { recipientId: robin.actor.id },
    data: { snoozedUntil: new Date(Date.now() - 1_000) },
  });
  await saysNew(laptop, 1);
  await expect(item(phone, words)).toHaveAccessibleName(/^Unread/);
});

test('of four tabs on two devices one tells, and none while somebody looks', async ({ device }) => {
  const pages = [await device(robin, a), await device(robin, b)];
  for (const [at, node] of [a, b].entries()) {
    pages.push(await open(await pages[at]!.context().newPage(), node));
  }
  const told = async () => {
    const all = await Promise.all(
      pages.map((page) => page.evaluate(() => (globalThis as unknown as { told: string[] }).told)),
    );
    return all.flat();
  };
  await mention(unique('one'));
  await expect.poll(told).toHaveLength(1);
  await mention(unique('two'));
  await expect.poll(told).toHaveLength(2);
  // Whichever device told of which.
  expect((await told()).sort()).toEqual([
    '2 mentions of you, latest by Sam Okafor',
    'Sam Okafor mentioned you',
  ]);

  await pages[1]!.evaluate(() => {
    (globalThis as unknown as { looking: boolean }).looking = true;
  });
  await mention(unique('three'));
  await expect(bell(pages[0]!)).toHaveAccessibleName(/new$/);
  // Longer than any device waits for the others.
  await pages[0]!.waitForTimeout(2_500);
  expect(await told()).toHaveLength(2);
});

const deliveries = (state?: 'skipped' | 'sent') =>
  database().notificationDelivery.findMany({
    where: { recipientId: robin.actor.id, channel: 'email', ...(state && { state }) },
  });
/** The ten minutes of delay, or the night, are over. */
const timePasses = async () => {
  await expect.poll(async () => (await deliveries()).length).toBeGreaterThan(0);
  await database().notificationDelivery.updateMany({
    where: { recipientId: robin.actor.id, state: 'queued' },
    data: { notBefore: new Date(Date.now() - 1_000) },
  });
};
const toRobin = () =>
  sink.mails.filter(({ to }) => to.includes(`${robin.actor.userId}@example.test`));

test('what stays unread comes by e-mail, once, and its link leads to the conversation', async ({
  device,
}) => {
  const words = unique('still unread');
  await mention(words);
  await mention(unique('and another'));
  await timePasses();
  await expect.poll(() => toRobin().length, { timeout: 20_000 }).toBe(1);
  await expect.poll(async () => (await deliveries('sent')).length).toBe(1);
  // Both nodes look every three seconds.
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  expect(toRobin()).toHaveLength(1);
  const link = new RegExp(`${PUBLIC_URL}/inbox/${conversationId}[^\\s"]*`).exec(toRobin()[0]!.text);
  expect(link).not.toBeNull();
  const page = await device(robin, b, link![0].slice(PUBLIC_URL.length));
  await expect(message(page, words)).toBeVisible();
});

test('what was read in time does not come by e-mail', async ({ device }) => {
  const page = await device(robin, a, '/notifications');
  const words = unique('read in time');
  await mention(words);
  await item(page, words).click();
  await expect(message(page, words)).toBeVisible();
  await timePasses();
  await expect.poll(async () => (await deliveries('skipped')).length, { timeout: 20_000 }).toBe(1);
  expect(toRobin()).toEqual([]);
});

test('inside quiet hours no e-mail comes, and after them it does', async () => {
  await mention(unique('at night'));
  await expect.poll(async () => (await deliveries()).length).toBe(1);
  const client = await wire(b, await workspace.addMemberSession(robin));
  const minute = new Date().getUTCHours() * 60 + new Date().getUTCMinutes();
  const quietHours = {
    timeZone: 'UTC',
    ranges: Array.from({ length: 7 }, (_, weekday) => ({
      weekday,
      fromMinute: (minute + 1_440 - 60) % 1_440,
      untilMinute: (minute + 60) % 1_440,
    })),
  };
  await client.get('notification:prefer', { quietHours });
  await timePasses();
  // Looked at, and put off until they end.
  await expect
    .poll(async () => (await deliveries())[0]!.notBefore.getTime() - Date.now(), {
      timeout: 20_000,
    })
    .toBeGreaterThan(30 * 60_000);
  expect(toRobin()).toEqual([]);
  await client.get('notification:prefer', { quietHours: null });
  await timePasses();
  await expect.poll(() => toRobin().length, { timeout: 20_000 }).toBe(1);
});
