/**
 * A random day at the desk: people write, read, open, close, reload; the network and the server do
 * their worst; then everything heals, and what each tab shows must be what the server holds.
 * `runScenario(seed)` is repeatable; it throws with the seed's story when a promise is broken.
 */
import type { Person } from '@/lib/contracts/people';
import { ModelServer } from './model-server';
import { checkLogs, checkViews, type SentRecord } from './check-converged';
import { SimDevice } from './sim-device';
import { SimTab, type World } from './sim-tab';
import { seededRandom, VirtualClock } from './virtual-world';

const CHAOS_MS = 40_000;
const HEAL_MS = 100_000;
const AFTER_MS = 20_000;
const BEAT_MS = 15_000;

interface Place {
  person: Person;
  device: SimDevice;
  hasStorage: boolean;
  tab: SimTab;
}

export interface ScenarioResult {
  seed: number;
  ops: number;
  messages: number;
}

export async function runScenario(seed: number): Promise<ScenarioResult> {
  const story: string[] = [];
  try {
    return await play(seed, story);
  } catch (error) {
    const told = story.slice(-60).join('\n  ');
    throw new Error(
      `seed ${seed} broke a promise: ${(error as Error).message}\n(rerun with SIM_SEED=${seed})\n  ${told}`,
      { cause: error },
    );
  }
}

async function play(seed: number, story: string[]): Promise<ScenarioResult> {
  const random = seededRandom(seed);
  const chance = (probability: number) => random() < probability;
  const below = (bound: number) => Math.floor(random() * bound);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;

  const clock = new VirtualClock();
  const start = clock.now;
  const server = new ModelServer(() => clock.now, random);
  const lossy = chance(0.6);
  const world: World = {
    clock,
    random,
    server,
    faults: {
      drop: lossy ? random() * 0.25 : 0,
      duplicate: lossy ? random() * 0.3 : 0,
      reorder: lossy,
      maxDelayMs: pick([5, 60, 600]),
      refuse: random() * 0.3,
    },
    count: 0,
    discarded: new Set(),
    halted: new Set(),
    violation: null,
  };
  const tell = (text: string) => story.push(`${((clock.now - start) / 1000).toFixed(2)}s ${text}`);
  tell(`faults ${JSON.stringify(world.faults)}`);

  const beat = () => {
    server.beat();
    clock.after(BEAT_MS, beat);
  };
  clock.after(BEAT_MS, beat);

  // ---------------------------------------------------------------- people and their tabs
  const contacts: Person[] = Array.from({ length: 1 + below(2) }, (_, at) => ({
    kind: 'contact',
    id: `visitor${at + 1}`,
    name: null,
  }));
  const members: Person[] = Array.from({ length: 1 + below(2) }, (_, at) => ({
    kind: 'member',
    id: `agent${at + 1}`,
    name: `Agent ${at + 1}`,
  }));
  seedHistory(server, contacts, members, below);

  const places: Place[] = [];
  for (const person of [...contacts, ...members]) {
    const device = new SimDevice(clock, random, chance(0.7));
    const hasStorage = chance(0.85);
    for (let tab = 0; tab < 1 + below(2); tab += 1) {
      const name = `${person.id}/${tab + 1}`;
      places.push({
        person,
        device,
        hasStorage,
        tab: new SimTab(name, world, person, device, hasStorage),
      });
    }
  }

  // ---------------------------------------------------------------- what may happen
  const sent: SentRecord[] = [];
  let ops = 0;

  const knownIds = ({ person, tab }: Place): string[] => {
    const real = [...server.conversations.values()]
      .filter(({ contact }) => person.kind === 'member' || contact.id === person.id)
      .map(({ id }) => id);
    return [...real, ...(tab.visitor?.visitor.getState().starting ?? [])];
  };

  const send = async (place: Place, id: string) => {
    const { tab, person } = place;
    const kind = person.kind === 'member' && chance(0.3) ? 'note' : 'text';
    const record: SentRecord = {
      body: `message ${sent.length + 1}`,
      person,
      author: tab.name,
      life: tab.life,
      hasStorage: place.hasStorage,
      conversation: id,
      clientId: null,
      discarded: false,
    };
    sent.push(record);
    tell(`${tab.name} sends «${record.body}» (${kind}) to ${id}`);
    const force = chance(0.5);
    const answer = await tab.client.messages.send({
      conversationId: id,
      body: record.body,
      kind,
      force,
    });
    if (answer.ok) record.clientId = answer.data.clientId;
  };

  const begin = async (place: Place) => {
    const { tab, person } = place;
    if (!tab.visitor || server.conversations.size > 6) return;
    const record: SentRecord = {
      body: `message ${sent.length + 1}`,
      person,
      author: tab.name,
      life: tab.life,
      hasStorage: place.hasStorage,
      conversation: 'new',
      clientId: null,
      discarded: false,
    };
    sent.push(record);
    tell(`${tab.name} starts a conversation with «${record.body}»`);
    const answer = await tab.visitor.startConversation(record.body);
    if (!answer.ok) return;
    record.clientId = answer.data.clientId;
    tab.openThread(answer.data.conversationId);
  };

  const resolveHalted = async (place: Place, mayDiscard: boolean) => {
    for (const entry of place.tab.client.sendQueue.getState().entries) {
      if (entry.state !== 'refused' && entry.state !== 'failed') continue;
      const record = sent.find((one) => one.body === entry.body)!;
      if (mayDiscard && chance(0.4)) {
        tell(`${place.tab.name} discards «${entry.body}»`);
        world.discarded.add(entry.clientId);
        record.discarded = true;
        await place.tab.client.messages.discard(entry.clientId);
      } else {
        tell(`${place.tab.name} sends «${entry.body}» anyway`);
        await place.tab.client.messages.sendAnyway(entry.clientId);
      }
    }
  };

  const act = (place: Place) => {
    const { tab } = place;
    const dice = random();
    const ids = knownIds(place);
    const opened = [...tab.open.keys()];
    if (dice < 0.3) void send(place, pick(opened.length > 0 ? opened : ids));
    else if (dice < 0.36) void begin(place);
    else if (dice < 0.48) {
      const id = pick(ids);
      tell(`${tab.name} opens ${id}`);
      tab.openThread(id);
    } else if (dice < 0.53 && opened.length > 0) {
      const id = pick(opened);
      tell(`${tab.name} closes ${id}`);
      tab.closeThread(id);
    } else if (dice < 0.66 && opened.length > 0) {
      const id = pick(opened);
      const { cursor } = tab.client.conversations.thread(id).getState();
      tell(`${tab.name} reads ${id} up to ${cursor}`);
      tab.client.receipts.markRead(id, Math.max(0, cursor - below(3)));
    } else if (dice < 0.72 && opened.length > 0) {
      tell(`${tab.name} scrolls up`);
      void tab.client.conversations.loadOlder(pick(opened));
    } else if (dice < 0.77 && tab.staff) {
      const id = pick(ids);
      tell(`${tab.name} assigns or resolves ${id}`);
      void (chance(0.5) ? tab.staff.commands.take(id) : tab.staff.commands.resolve(id));
    } else if (dice < 0.81) void resolveHalted(place, true);
    else if (dice < 0.86) {
      const kind = chance(0.7) ? 'clean' : 'half-open';
      tell(`${tab.name} loses its line (${kind})`);
      tab.cut(kind);
    } else if (dice < 0.89) {
      tell(`${tab.name} wakes`);
      tab.signal('wake');
    } else if (dice < 0.93) {
      tell(`${tab.name} reloads`);
      tab.kill();
      // What a page can remember of an unacknowledged conversation without storage: nothing.
      const shown = opened.map((id) => tab.client.conversations.thread(id).getState());
      const again = (chance(0.5) ? shown : [])
        .map((state) => state.conversationId)
        .filter((id) => place.hasStorage || !id.startsWith('local:'));
      place.tab = new SimTab(tab.name, world, place.person, place.device, place.hasStorage);
      for (const id of again) place.tab.openThread(id);
    } else if (dice < 0.95 && tab.staff) {
      void tab.staff.inbox.show(pick(['open', 'mine', 'resolved', 'unassigned'] as const));
    } else if (dice < 0.97 && tab.staff) void tab.staff.inbox.loadMore();
    else if (dice < 0.98) {
      server.failing = chance(0.5) ? random() * 0.5 : 0;
      tell(`server fails with ${server.failing.toFixed(2)}`);
    } else if (dice < 0.99) {
      tell('server restarts');
      for (const one of places) one.tab.cut('clean');
    } else if (chance(0.3)) {
      tell('server has a new epoch');
      server.epoch += 1;
      for (const one of places) one.tab.cut('clean');
    }
    ops += 1;
  };

  // ---------------------------------------------------------------- chaos, healing, the look
  const advance = async (ms: number) => {
    await clock.advance(ms);
    if (world.violation) throw world.violation;
  };
  for (const place of places) if (chance(0.8)) place.tab.openThread(pick(knownIds(place)));
  while (clock.now - start < CHAOS_MS) {
    await advance(random() * 800);
    act(pick(places));
  }
  tell('everything heals');
  Object.assign(world.faults, { drop: 0, duplicate: 0, reorder: false, maxDelayMs: 30, refuse: 0 });
  server.failing = 0;
  await advance(HEAL_MS);
  for (let round = 0; round < 4; round += 1) {
    for (const place of places)
      await Promise.race([resolveHalted(place, false), clock.advance(50)]);
    await advance(AFTER_MS / 4);
  }
  const tabs = places.map(({ tab }) => tab);
  checkLogs(server, tabs, sent, world.halted);
  // Receipts and list rows that a lossy line swallowed are told again with the next connection.
  for (const tab of tabs) tab.cut('clean');
  await advance(AFTER_MS);
  for (const tab of tabs) tab.readAll();
  await advance(AFTER_MS);
  checkViews(server, tabs);
  return { seed, ops, messages: sent.length };
}

function seedHistory(
  server: ModelServer,
  contacts: Person[],
  members: Person[],
  below: (bound: number) => number,
): void {
  const side = (person: Person) => ({
    person,
    subscriptions: new Set<string>(),
    inbox: false,
    emit: () => {},
  });
  for (const contact of contacts) {
    server.handle(side(contact), 'conversation:start', {
      clientId: `seed-${contact.id}`,
      body: 'hello',
    });
    const id = [...server.conversations.keys()].at(-1)!;
    for (let count = below(20); count > 0; count -= 1) {
      const author = below(2) === 0 ? contact : members[below(members.length)]!;
      server.handle(side(author), 'message:send', {
        conversationId: id,
        clientId: `seed-${id}-${count}`,
        kind: author.kind === 'member' && below(3) === 0 ? 'note' : 'text',
        body: `earlier ${count}`,
      });
    }
  }
}
