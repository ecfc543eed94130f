/**
 * Two people in two browsers: a visitor on a page with the widget and an agent in the console. What
 * they can do here is what people can do; locators are roles and names. Each has a browser context of
 * his own, closed after the test, and an error in any console fails the test.
 */
import fs from 'node:fs';
import {
  expect,
  test as base,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright/test';
import type { DemoFile } from './server';

export interface Visitor {
  page: Page;
  context: BrowserContext;
  chat: FrameLocator;
  log: Locator;
  composer: Locator;
  /** Opens the widget; from the list goes on to a new conversation. */
  open(): Promise<void>;
  say(text: string): Promise<void>;
  message(text: string): Locator;
  /** Texts of all messages on screen, in order. */
  messages(): Promise<string[]>;
}

export interface Agent {
  page: Page;
  context: BrowserContext;
  log: Locator;
  /** Opens the conversation whose row shows `text`. */
  pick(text: string): Promise<void>;
  row(text: string): Locator;
  reply(text: string): Promise<void>;
  note(text: string): Promise<void>;
  message(text: string): Locator;
  messages(): Promise<string[]>;
}

export interface People {
  desk: DemoFile;
  visitor(options?: VisitorOptions): Promise<Visitor>;
  /** A second tab of the same browser. */
  tab(of: Visitor): Promise<Visitor>;
  agent(email?: string, options?: AgentOptions): Promise<Agent>;
  agentTab(of: Agent, path?: string): Promise<Agent>;
  /** Errors that this test expects, for example of a network that was cut on purpose. */
  expectErrors(pattern: RegExp): void;
}

export interface AgentOptions {
  view?: string;
  /** Of a server that the test runs itself. */
  origin?: string;
  more?: BrowserContextOptions;
}

export interface VisitorOptions {
  url?: string;
  more?: BrowserContextOptions;
}

/** What a browser says by itself when the network is taken away: the subject of some tests. */
export const CUT_NETWORK =
  /net::ERR_|WebSocket connection|Failed to load chunk|Failed to fetch|503/;

/** Somebody spoke while the server was closing the line: it is said again on the next one (DEL-3). */
const CLOSING_LINE = /WebSocket is already in CLOSING or CLOSED state/;

export const test = base.extend<{ people: People }>({
  people: async ({ browser, baseURL }, use) => {
    const desk = readDesk();
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    const expected: RegExp[] = [CLOSING_LINE];
    const origin = baseURL ?? process.env.BASE_URL ?? desk.baseUrl;
    const watch = (page: Page) => {
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => errors.push(error.message));
    };
    const newPage = async (more?: BrowserContextOptions) => {
      const context = await browser.newContext({ locale: 'en-GB', ...more });
      contexts.push(context);
      context.on('page', watch);
      return context.newPage();
    };

    await use({
      desk,
      visitor: async ({ url = `${origin}/demo`, more } = {}) => {
        const page = await newPage(more);
        await page.goto(url);
        return asVisitor(page);
      },
      tab: async (of) => {
        const page = await of.context.newPage();
        await page.goto(of.page.url());
        return asVisitor(page);
      },
      agent: async (email = emailOf(desk, 'agent'), options) => {
        const page = await newPage({ viewport: { width: 1360, height: 850 }, ...options?.more });
        const next = `/inbox?view=${options?.view ?? 'open'}`;
        await page.goto(
          `${options?.origin ?? origin}/demo/sign-in?as=${encodeURIComponent(email)}&next=${encodeURIComponent(next)}`,
        );
        return asAgent(page);
      },
      agentTab: async (of, path) => {
        const page = await of.context.newPage();
        await page.goto(path ? `${origin}${path}` : of.page.url());
        return asAgent(page);
      },
      expectErrors: (pattern) => expected.push(pattern),
    });

    await Promise.all(contexts.map((context) => context.close()));
    const surprising = errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
    expect(surprising, 'errors in a browser console').toEqual([]);
  },
});

export { expect, type Browser };

export function emailOf(desk: DemoFile, role: 'owner' | 'admin' | 'agent'): string {
  return desk.accounts.find((account) => account.role === role)?.email ?? '';
}

export function readDesk(): DemoFile {
  return JSON.parse(fs.readFileSync(process.env.DEMO_FILE ?? '', 'utf8')) as DemoFile;
}

function asVisitor(page: Page): Visitor {
  const chat = page.frameLocator('iframe');
  const log = chat.getByRole('log');
  const composer = chat.getByRole('textbox', { name: 'Message' });
  const visitor: Visitor = {
    page,
    context: page.context(),
    chat,
    log,
    composer,
    open: async () => {
      await page.getByRole('button', { name: /^Open chat/ }).click();
      const anew = chat.getByRole('button', { name: /^Send us a message/ });
      await expect(composer.or(anew)).toBeVisible();
      if (await anew.isVisible()) await anew.click();
      await expect(composer).toBeVisible();
    },
    say: async (text) => {
      await composer.fill(text);
      await composer.press('Enter');
      await expect(visitor.message(text)).toBeVisible();
      // Kept, so that the next one may be written.
      await expect(composer).toHaveValue('');
    },
    message: (text) => log.getByRole('article').filter({ hasText: text }),
    messages: () => textsOf(log),
  };
  return visitor;
}

function asAgent(page: Page): Agent {
  const log = page.getByRole('log', { name: 'Messages' });
  const write = async (shortcut: string, name: RegExp, text: string) => {
    const composer = page.getByRole('textbox', { name });
    if (!(await composer.isVisible())) {
      await page.getByRole('group', { name: 'Who will see it' }).getByText(shortcut).click();
    }
    await composer.fill(text);
    await composer.press('Enter');
    await expect(composer).toHaveValue('');
  };
  const agent: Agent = {
    page,
    context: page.context(),
    log,
    row: (text) => page.getByRole('listitem').getByRole('link').filter({ hasText: text }),
    pick: async (text) => {
      await agent.row(text).click();
      await expect(agent.message(text).first()).toBeVisible();
    },
    reply: (text) => write('Reply', /^Reply to/, text),
    note: (text) => write('Note', /^Note for/, text),
    message: (text) => log.getByRole('article').filter({ hasText: text }),
    messages: () => textsOf(log),
  };
  return agent;
}

/** The bodies alone: names, times and ticks are not what order is about. */
async function textsOf(log: Locator): Promise<string[]> {
  const bodies = await log.getByRole('article').locator('[data-body]').allInnerTexts();
  return bodies.map((text) => text.trim());
}

/** Text that no other test writes. */
export function unique(text: string): string {
  return `${text} ${Math.random().toString(36).slice(2, 8)}`;
}
