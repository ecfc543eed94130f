/** After everything healed: every view equals the server's, every message is there exactly once. */
import type { Person } from '@/lib/contracts/people';
import type { ConversationView } from '@/lib/contracts/conversations';
import type { ModelServer } from './model-server';
import { Violation } from './render-watch';
import type { TabLife } from './sim-device';
import type { SimTab } from './sim-tab';

export interface SentRecord {
  /** Unique, so that it can be counted. */
  body: string;
  person: Person;
  author: string;
  life: TabLife;
  hasStorage: boolean;
  conversation: string;
  /** Null = the tab died before the client said that it is stored. */
  clientId: string | null;
  discarded: boolean;
}

/** While lines may lose any frame: the logs and the queues must be right all the same. */
export function checkLogs(
  server: ModelServer,
  tabs: SimTab[],
  sent: SentRecord[],
  /** Refused once: the place in the order of typing is then the author's choice. */
  halted: ReadonlySet<string>,
): void {
  checkMessages(server, sent, halted);
  for (const tab of tabs) checkQueueAndCursors(server, tab);
}

/** Once every line was renewed, everything on screen equals the server's. */
export function checkViews(server: ModelServer, tabs: SimTab[]): void {
  for (const tab of tabs) {
    checkQueueAndCursors(server, tab);
    checkThreads(server, tab);
    checkLists(server, tab);
  }
}

function expect(holds: boolean, text: string): void {
  if (!holds) throw new Violation(text);
}

function checkMessages(server: ModelServer, sent: SentRecord[], halted: ReadonlySet<string>): void {
  const places = new Map<string, string[]>();
  for (const conversation of server.conversations.values()) {
    for (const { staff } of conversation.rows) {
      if (staff.type !== 'message:sent') continue;
      const list = places.get(staff.payload.body) ?? [];
      list.push(`${conversation.id}:${staff.seq}`);
      places.set(staff.payload.body, list);
    }
  }
  for (const record of sent) {
    const count = places.get(record.body)?.length ?? 0;
    const promised =
      record.clientId !== null && !record.discarded && (record.hasStorage || record.life.alive);
    expect(count <= 1, `«${record.body}» is there ${count} times (DEL-1)`);
    expect(count === 1 || !promised, `«${record.body}» was never sent (DEL-3)`);
  }
  // In the order of typing, per author's tab and conversation as it was addressed.
  const last = new Map<string, { seq: number; body: string }>();
  for (const record of sent) {
    const [place] = places.get(record.body) ?? [];
    if (place === undefined || record.clientId === null || halted.has(record.body)) continue;
    const [ended = '', seq = '0'] = place.split(':');
    const key = `${record.author} ${record.conversation} ${ended}`;
    const before = last.get(key);
    expect(
      !before || before.seq < Number(seq),
      `«${record.body}» overtook «${before?.body}» of the same tab (DEL-3)`,
    );
    last.set(key, { seq: Number(seq), body: record.body });
  }
}

function checkQueueAndCursors(server: ModelServer, tab: SimTab): void {
  const connection = tab.client.connection.getState();
  expect(connection.status === 'online', `${tab.name} is ${connection.status}`);
  expect(!connection.behind, `${tab.name} says that it is behind (DEL-2)`);
  const { entries } = tab.client.sendQueue.getState();
  expect(entries.length === 0, `${tab.name} still queues «${entries[0]?.body}» (DEL-3)`);
  expect(
    tab.device.entries.length === 0,
    `${tab.name} still stores «${tab.device.entries[0]?.body}» (DEL-3)`,
  );
  for (const { state, conversation } of openThreads(server, tab)) {
    const { length } = conversation.log(tab.person);
    expect(
      state.cursor === length && state.status === 'ready',
      `${tab.name} is at ${state.cursor} (${state.status}) of ${length} in ${conversation.id} (DEL-2)`,
    );
  }
}

function* openThreads(server: ModelServer, tab: SimTab) {
  for (const opened of tab.open.keys()) {
    const state = tab.client.conversations.thread(opened).getState();
    const conversation = server.conversations.get(state.conversationId);
    // A conversation whose start died with a tab that had no storage never came to be.
    if (!conversation && state.conversationId.startsWith('local:')) continue;
    if (!conversation) throw new Violation(`${tab.name} shows what does not exist`);
    yield { state, conversation };
  }
}

function checkThreads(server: ModelServer, tab: SimTab): void {
  for (const { state, conversation } of openThreads(server, tab)) {
    const { id } = conversation;
    const shown = JSON.stringify(state.conversation);
    const fresh = JSON.stringify(conversation.view(tab.person));
    expect(shown === fresh, `${tab.name} shows ${shown}, fresh is ${fresh}`);
    const own = JSON.stringify(conversation.own(tab.person));
    expect(JSON.stringify(state.own) === own, `${tab.name} own receipt in ${id} (RCP-1)`);
    expect(
      state.unread === conversation.unread(tab.person),
      `${tab.name} counts ${state.unread} unread of ${conversation.unread(tab.person)} (RCP-1)`,
    );
    for (const receipt of conversation.receipts(tab.person)) {
      if (receipt.participant.id === tab.person.id) continue;
      const key = `${receipt.participant.kind}:${receipt.participant.id}`;
      expect(
        state.receipts[key]?.readSeq === receipt.readSeq,
        `${tab.name} has ${key} at ${state.receipts[key]?.readSeq} of ${receipt.readSeq} (RCP-1)`,
      );
    }
  }
}

function checkLists(server: ModelServer, tab: SimTab): void {
  if (tab.visitor) {
    const { conversations } = tab.visitor.visitor.getState();
    const own = server.listOwn(tab.person).conversations;
    expect(conversations.length === own.length, `${tab.name} lists ${conversations.length}`);
    for (const row of conversations) {
      const conversation = server.conversations.get(row.conversation.id)!;
      expect(
        row.unread === conversation.unread(tab.person),
        `${tab.name} lists ${row.unread} unread (RCP-1)`,
      );
    }
  }
  if (tab.staff) {
    const { view, views, rows } = tab.staff.inbox.store.getState();
    const { ids, hasMore } = views[view];
    const all = server.ids(tab.person, view);
    const fresh = hasMore ? all.slice(0, ids.length) : all;
    expect(ids.join() === fresh.join(), `${tab.name} lists ${ids.join()}, not ${fresh.join()}`);
    for (const id of ids) {
      const row = rows.get(id)!;
      const conversation = server.conversations.get(id)!;
      const shown = JSON.stringify(row.conversation satisfies ConversationView);
      expect(shown === JSON.stringify(conversation.view(tab.person)), `${tab.name} row ${id}`);
      expect(
        row.unread === conversation.unread(tab.person),
        `${tab.name} row ${id}: ${row.unread} unread of ${conversation.unread(tab.person)} (RCP-1)`,
      );
    }
  }
}
