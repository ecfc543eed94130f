/** What people do, thrown from the dice of the run: who, what, when. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from './desk';
import type { Dice } from '@/lib/client/simulation/dice';
import type { Tab } from './tab';

/** Mean pause between two actions of the whole desk, per client. */
const PAUSE_MS = 700;
/** Conversations that one agent's tab has open at most. */
const OPEN_AT_ONCE = 5;

const VISITOR = { send: 50, read: 18, typing: 14, switch: 6, reload: 2, start: 1 } as const;
const STAFF = {
  ...{ send: 34, note: 14, read: 18, typing: 10, join: 8, leave: 4 },
  ...{ assign: 6, status: 5, reload: 1 },
} as const;

export class Workload {
  #running = true;
  #done: Promise<void> | null = null;
  #bodies = 0;
  #known: string[] = [];
  /** Commands under way. */
  readonly #asked = new Set<Promise<unknown>>();

  constructor(
    private readonly desk: Desk,
    private readonly dice: Dice,
  ) {}

  /** Everybody says hello, so that there is something to work on; resolves when that is answered. */
  async open(): Promise<void> {
    const { desk } = this;
    await until(() => desk.living.every((tab) => tab.online), 60_000, 'not everybody came online');
    const visitors = new Map(desk.living.filter((tab) => tab.visitor).map((t) => [t.person, t]));
    await Promise.all([...visitors.values()].map((tab) => tab.startConversation(this.#body())));
    await until(() => desk.ledger.unsettled() === 0, 20_000, 'the first messages stay unanswered');
    this.#learn();
    for (const tab of desk.living) {
      if (tab.staff) {
        for (const id of this.dice.shuffled(this.#known).slice(0, OPEN_AT_ONCE - 1)) {
          tab.openThread(id);
        }
      } else if (tab.open.size === 0) {
        const own = tab.visitor!.visitor.getState().conversations[0];
        if (own) tab.openThread(own.conversation.id);
      }
    }
  }

  start(): void {
    this.#done = this.#run();
  }

  /** No more actions; what was done is still under way. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
    await Promise.all(this.#asked);
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const tab = this.dice.pick(this.desk.living);
      const pause = (this.dice.random() * 2 * PAUSE_MS) / this.desk.living.length;
      // Thrown even if it cannot be done now: the plan must not depend on the moment.
      const fate = this.dice.fork(`action-${(this.#bodies += 1)}`);
      if (tab.staff) await this.#actAsStaff(tab, fate);
      else await this.#actAsVisitor(tab, fate);
      await sleep(pause);
    }
  }

  async #actAsVisitor(tab: Tab, dice: Dice): Promise<void> {
    const action = dice.weighted(VISITOR);
    const own = tab.visitor!.visitor.getState().conversations.map((row) => row.conversation.id);
    const open = [...tab.open.keys()];
    const here = open.length > 0 ? dice.pick(open) : null;
    if (action === 'reload') await this.#reload(tab, dice);
    else if (action === 'start') {
      // Those under way count: nobody may start more than five in a minute, retries included.
      const starting = tab.visitor!.visitor.getState().starting.length;
      if (own.length + starting < 3) await tab.startConversation(this.#body());
    } else if (action === 'switch') {
      if (own.length === 0) return;
      const there = dice.pick(own);
      if (here && open.length > 1) tab.closeThread(here);
      tab.openThread(there);
    } else if (here === null) {
      if (own.length > 0) tab.openThread(dice.pick(own));
    } else this.#talk(tab, here, action, dice);
  }

  async #actAsStaff(tab: Tab, dice: Dice): Promise<void> {
    const action = dice.weighted(STAFF);
    this.#learn();
    const open = [...tab.open.keys()];
    if (action === 'reload') {
      await this.#reload(tab, dice);
      return;
    }
    if (action === 'join' || open.length === 0) {
      if (this.#known.length === 0) return;
      if (open.length >= OPEN_AT_ONCE) tab.closeThread(dice.pick(open));
      tab.openThread(dice.pick(this.#known));
      return;
    }
    const here = dice.pick(open);
    if (action === 'leave') {
      if (open.length > 1) tab.closeThread(here);
    } else if (action === 'assign' || action === 'status') this.#command(tab, here, action, dice);
    else this.#talk(tab, here, action, dice);
  }

  #talk(tab: Tab, id: string, action: 'send' | 'note' | 'read' | 'typing', dice: Dice): void {
    if (action === 'send' || action === 'note') {
      const kind = action === 'note' ? 'note' : 'text';
      // Most agents have looked: the guard against stale replies is tried now and then.
      const force = dice.chance(0.8);
      this.#follow(tab.send(id, kind, this.#body(), force));
    } else if (action === 'read') tab.read(id);
    else tab.type(id, dice.chance(0.3) ? 'staff' : 'all');
  }

  #command(tab: Tab, id: string, call: 'assign' | 'status', dice: Dice): void {
    const { ledger } = this.desk;
    const commands = tab.staff!.commands;
    const status = tab.client.conversations.thread(id).getState().conversation?.status;
    const op = ledger.invoke({ client: tab.name, call, conversationId: id, node: tab.node });
    const asked =
      call === 'status'
        ? status === 'resolved'
          ? commands.reopen(id)
          : commands.resolve(id)
        : commands.assign(
            id,
            dice.chance(0.3) ? null : { id: tab.personId, name: tab.person.name },
          );
    this.#follow(
      asked.then((outcome) => {
        if (outcome.ok) ledger.ok(op, { conversationId: id });
        else if (outcome.error.code === 'offline' || outcome.error.code === 'timeout') {
          ledger.unknown(op, outcome.error.code);
        } else ledger.fail(op, outcome.error.code);
      }),
    );
  }

  /** Sometimes with something just written and not yet sent. */
  async #reload(tab: Tab, dice: Dice): Promise<void> {
    const here = [...tab.open.keys()].find((id) => !id.startsWith('local:'));
    if (here && dice.chance(0.7)) await tab.send(here, 'text', this.#body(), true);
    await this.desk.reload(tab);
  }

  /** Conversations that an agent's list knows. */
  #learn(): void {
    const agent = this.desk.living.find((tab) => tab.staff);
    this.#known = [...(agent?.staff?.inbox.store.getState().rows.keys() ?? [])].sort();
  }

  #follow(action: Promise<unknown>): void {
    this.#asked.add(action);
    void action.finally(() => this.#asked.delete(action));
  }

  #body(): string {
    return `message ${(this.#bodies += 1)}`;
  }
}

/** Looks again and again; throws with `what` after `ms`. */
export async function until(done: () => boolean, ms: number, what: string): Promise<void> {
  const deadline = performance.now() + ms;
  while (!done()) {
    if (performance.now() > deadline) throw new Error(`${what} within ${ms} ms`);
    await sleep(25);
  }
}
