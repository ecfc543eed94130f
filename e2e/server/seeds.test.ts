import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '@/e2e/support/postgres';
import { conversationEventSchema } from '@/lib/contracts/conversation-events';
import {
  conversationSchema,
  type ConversationView,
  type PublicConversationView,
} from '@/lib/contracts/conversations';
import { applyToConversation, applyToPublicConversation } from '@/lib/domain/conversations/fold';
import { database, query } from '@/lib/platform/database';
import { findConversation } from '@/lib/server/conversations/conversation-store';
import {
  EVENT_COLUMNS,
  EVENT_JOINS,
  presentEvent,
  type EventRow,
} from '@/lib/server/conversations/event-row';
import {
  presentConversation,
  presentPublicConversation,
} from '@/lib/server/conversations/present-conversation';
import { verifyPassword } from '@/lib/server/accounts/passwords';
import {
  allowDemoOrigins,
  isDemo,
  isEmpty,
  resetDemoPasswords,
  seedDemo,
} from '@/prisma/seeds/demo';
import { seedLarge } from '@/prisma/seeds/large';

let db: TestDatabase;
let seeded: Awaited<ReturnType<typeof seedDemo>>;
beforeAll(async () => {
  db = await startTestDatabase();
  expect([await isEmpty(), await isDemo()]).toEqual([true, false]);
  seeded = await seedDemo(['http://localhost:3000']);
});
afterAll(() => db.stop());

const EVENTS = {
  name: 'test-events',
  text: `SELECT ${EVENT_COLUMNS} FROM conversation_event e ${EVENT_JOINS}
         WHERE e.conversation_id = $1 ORDER BY e.seq`,
};

/** Everything that the columns say must follow from the events (ORD-1, RCP-1). */
async function expectConsistent(id: string, workspaceId: string): Promise<void> {
  const row = await findConversation(workspaceId, id, null);
  if (!row) throw new Error('no such conversation');
  const events = await query<EventRow>(EVENTS, [id]);
  const published = events.filter((event) => event.public_seq !== null);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
  expect(published.map((event) => event.public_seq)).toEqual(published.map((_, at) => at + 1));
  expect(events.filter((e, at) => at > 0 && e.at < events[at - 1]!.at)).toEqual([]);

  const view = presentConversation(row);
  conversationSchema.parse(view);
  const blank: ConversationView = {
    ...view,
    ...{ version: 0, status: 'open', snoozedUntil: null, priority: 'normal', labelIds: [] },
    ...{ assignee: null, lastMessage: null, lastMessageAt: view.createdAt, waitingSince: null },
    ...{ messageCount: 0, messageCountBy: {}, rating: null },
  };
  const staffEvents = events.map((event) => presentEvent(event, 'staff'));
  for (const event of staffEvents) conversationEventSchema.parse(event);
  expect(staffEvents.reduce(applyToConversation, blank)).toEqual(view);

  const publicView = presentPublicConversation(row);
  const publicBlank: PublicConversationView = {
    ...publicView,
    ...{ version: 0, status: 'open', lastMessage: null },
    ...{ lastMessageAt: view.createdAt, messageCount: 0, ownMessageCount: 0 },
    rating: null,
  };
  const fold = published
    .map((event) => presentEvent(event, 'public'))
    .reduce(
      (state, event) => applyToPublicConversation(state, event, view.contact.id),
      publicBlank,
    );
  expect(fold).toEqual(publicView);
}

describe('the demo seed', () => {
  test('writes conversations whose columns equal the fold of their events', async () => {
    const conversations = await database().conversation.findMany();
    expect(conversations).toHaveLength(14);
    expect(new Set(conversations.map(({ status }) => status)).size).toBe(3);
    for (const { id, workspaceId } of conversations) await expectConsistent(id, workspaceId);
  });

  test('counts what was read as a recount does (RCP-1)', async () => {
    const wrong = await query(
      {
        name: 'test-receipts',
        text: `SELECT * FROM receipt r WHERE read_count <> (
                 SELECT count(*) FROM conversation_event e
                 WHERE e.conversation_id = r.conversation_id AND e.type = 'message:sent'
                   AND e.actor_id IS DISTINCT FROM r.participant_id AND e.seq <= r.read_seq
                   AND (r.participant_kind = 'member' OR e.public_seq IS NOT NULL))
               OR read_seq > delivered_seq OR read_public_seq > delivered_public_seq`,
      },
      [],
    );
    expect(wrong).toEqual([]);
    expect(await database().receipt.count()).toBe(14 * 5);
  });

  test('makes staff of every role with passwords that work', async () => {
    expect(seeded.accounts.map(({ role }) => role).sort()).toEqual([
      'admin',
      'agent',
      'agent',
      'owner',
    ]);
    expect(new Set(seeded.accounts.map(({ password }) => password)).size).toBe(4);
    const [first] = seeded.accounts;
    const stored = await database().account.findFirstOrThrow({
      where: { user: { email: first!.email } },
    });
    expect(stored.accountId).toBe(stored.userId);
    expect(await verifyPassword(first!.password, stored.password!)).toBe(true);
    const renewed = await resetDemoPasswords();
    expect(renewed.map(({ email }) => email)).toEqual(seeded.accounts.map(({ email }) => email));
    expect(renewed[0]!.password).not.toBe(first!.password);
  });

  test('lets the widget be shown on another address too, once', async () => {
    expect(await allowDemoOrigins(['http://localhost:4000'])).toBe(seeded.siteKey);
    await allowDemoOrigins(['http://localhost:4000']);
    const site = await database().site.findFirstOrThrow();
    expect(site.allowedOrigins).toEqual(['http://localhost:3000', 'http://localhost:4000']);
    expect([await isEmpty(), await isDemo()]).toEqual([false, true]);
  });
});

describe('the large seed', () => {
  test('holds the same invariants', async () => {
    const before = new Set((await database().conversation.findMany()).map(({ id }) => id));
    const longId = await seedLarge({ conversations: 60, longMessages: 500 });
    const made = (await database().conversation.findMany()).filter(({ id }) => !before.has(id));
    expect(made).toHaveLength(61);
    expect(new Set(made.map(({ status }) => status)).size).toBe(3);
    for (const { id, workspaceId } of made) await expectConsistent(id, workspaceId);
    expect(made.find(({ id }) => id === longId)?.messageCount).toBe(500);
  });
});
