/**
 * What people do with and for inboxes, beside the rest of the work and from dice of its own, so that
 * the rest of a seed's plan stays as it is: they name and assign colleagues who are elsewhere, visitors
 * look away, and everybody tidies up, on two devices at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NotificationChange } from '@/lib/contracts/notifications';
import type { CommandOutcome, NotificationListState } from '@/lib/client/switchboard-client';
import type { Desk } from './desk';
import type { Dice } from '@/lib/client/simulation/dice';
import type { Tab } from './tab';

/** Mean pause between two actions of the whole desk, per client. */
const PAUSE_MS = 4_000;
/** How long a visitor looks away at most. */
const AWAY_MS = 9_000;
const SNOOZE_MS = 1_500;

const ACTIONS = {
  ...{ mention: 30, assign: 16, one: 26, all: 14, away: 10, tab: 4 },
} as const;
const STROKES = { read: 5, see: 3, archive: 2 } as const;
const CHANGES = { read: 8, archive: 5, unread: 3, snooze: 2, interact: 2, unarchive: 1 } as const;
const TABS: NotificationListState['tab'][] = ['unread', 'archived', 'snoozed'];

export class NoticeWork {
  #running = true;
  #done: Promise<void> | null = null;
  #count = 0;
  readonly #asked = new Set<Promise<unknown>>();
  /** `person conversation` that were on screen at some time. */
  readonly #looked = new Set<string>();

  constructor(
    private readonly desk: Desk,
    private readonly dice: Dice,
  ) {}

  start(): void {
    this.#done = this.#run();
  }

  /** No more actions; resolves when all of them are answered or given up. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
    await Promise.all(this.#asked);
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const dice = this.dice.fork(`notice-${(this.#count += 1)}`);
      const { living } = this.desk;
      this.#learn(living);
      const action = dice.weighted(ACTIONS);
      if (action === 'away') {
        const visitors = living.filter((tab) => tab.visitor);
        if (visitors.length > 0) this.#follow(this.#lookAway(dice.pick(visitors), dice));
      } else {
        const isTidying = action !== 'mention' && action !== 'assign';
        const tabs = living.filter((tab) => (isTidying ? tab.notices : tab.staff));
        if (tabs.length > 0) this.#act(dice.pick(tabs), action, dice);
      }
      await sleep((dice.random() * 2 * PAUSE_MS) / Math.max(1, living.length));
    }
  }

  #act(tab: Tab, action: Exclude<keyof typeof ACTIONS, 'away'>, dice: Dice): void {
    if (action === 'one') this.#changeOne(tab, dice);
    else if (action === 'all') this.#markAll(tab, dice);
    else if (action === 'tab') this.#follow(this.#otherTab(tab, dice));
    else {
      const open = [...tab.open.keys()];
      if (open.length === 0) return;
      const here = dice.pick(open);
      const colleague = this.#elsewhere(tab, here, dice);
      if (!colleague) return;
      if (action === 'mention') {
        const body = `note for a colleague ${this.#count}`;
        this.#follow(tab.send(here, 'note', body, true, [colleague.personId]));
      } else this.#assign(tab, here, colleague);
    }
  }

  /** Who never had it on screen if there is one: only of them it is certain that they must be told. */
  #elsewhere(tab: Tab, conversationId: string, dice: Dice): Tab | null {
    const others = dice.shuffled(
      this.desk.living.filter((one) => one.staff && one.personId !== tab.personId),
    );
    const key = (one: Tab) => `${one.personId} ${conversationId}`;
    return others.find((one) => !this.#looked.has(key(one))) ?? others[0] ?? null;
  }

  #assign(tab: Tab, conversationId: string, { personId, person }: Tab): void {
    const { ledger } = this.desk;
    const op = ledger.invoke({ client: tab.name, call: 'assign', conversationId, node: tab.node });
    const asked = tab.staff!.commands.assign(conversationId, { id: personId, name: person.name });
    this.#settle(op, asked, () => ({ conversationId }));
  }

  #changeOne(tab: Tab, dice: Dice): void {
    const notifications = tab.notices!;
    const { rows } = notifications.store.getState();
    const kind = dice.weighted(CHANGES);
    if (rows.length === 0) return;
    const { id } = dice.pick(rows);
    const until = new Date(Date.now() + SNOOZE_MS).toISOString();
    const change: NotificationChange = kind === 'snooze' ? { kind, until } : { kind };
    const undoes = dice.chance(0.3);
    this.#notice(tab, kind, async () => {
      const outcome = await notifications.change([id], change);
      if (outcome.ok && undoes) this.#notice(tab, `undo ${kind}`, outcome.data.undo);
      return outcome;
    });
  }

  #markAll(tab: Tab, dice: Dice): void {
    const change = dice.weighted(STROKES);
    const undoes = dice.chance(0.3);
    if (tab.stroking) return;
    tab.stroking = true;
    tab.stroke = null;
    const { name: client, node } = tab;
    const about = { client, call: 'mark-all', conversationId: null, change, node } as const;
    const op = this.desk.ledger.invoke(about);
    const asked = tab.notices!.markAll(change).finally(() => (tab.stroking = false));
    this.#settle(op, asked, () => tab.stroke ?? { conversationId: null });
    this.#follow(
      asked.then((outcome) => {
        if (outcome.ok && undoes) this.#notice(tab, `undo all ${change}`, outcome.data.undo);
      }),
    );
  }

  #notice(tab: Tab, change: string, ask: (() => Promise<CommandOutcome | Asked>) | null): void {
    if (!ask || !tab.life.alive) return;
    const { name: client, node } = tab;
    const about = { client, call: 'notice', conversationId: null, change, node } as const;
    this.#settle(this.desk.ledger.invoke(about), ask(), () => ({ conversationId: null }));
  }

  #settle<Result extends { conversationId: string | null }>(
    op: number,
    asked: Promise<CommandOutcome | Asked>,
    result: () => Result,
  ): void {
    const { ledger } = this.desk;
    this.#follow(
      asked.then((outcome) => {
        if (outcome.ok) ledger.ok(op, result());
        else if (outcome.error.code === 'offline' || outcome.error.code === 'timeout') {
          ledger.unknown(op, outcome.error.code);
        } else ledger.fail(op, outcome.error.code);
      }),
    );
  }

  async #otherTab(tab: Tab, dice: Dice): Promise<void> {
    const notifications = tab.notices!;
    await notifications.show(dice.pick(TABS));
    await sleep(dice.whole(200, 2_000));
    if (tab.life.alive) await notifications.show('all');
  }

  /** The panel is closed, on all tabs of the person, and opened again. */
  async #lookAway(tab: Tab, dice: Dice): Promise<void> {
    const tabs = this.desk.living.filter(({ personId }) => personId === tab.personId);
    const closed = tabs.flatMap((one) =>
      [...one.open.keys()]
        .filter((id) => !id.startsWith('local:'))
        .map((id) => {
          one.closeThread(id);
          return [one, id] as const;
        }),
    );
    const until = performance.now() + dice.whole(AWAY_MS / 2, AWAY_MS);
    while (this.#running && performance.now() < until) await sleep(100);
    for (const [one, id] of closed) if (one.life.alive && !one.revoked) one.openThread(id);
  }

  #learn(living: readonly Tab[]): void {
    for (const tab of living) {
      for (const id of tab.open.keys()) this.#looked.add(`${tab.personId} ${id}`);
    }
  }

  #follow(action: Promise<unknown>): void {
    this.#asked.add(action);
    void action.finally(() => this.#asked.delete(action));
  }
}

type Asked = { ok: true } | { ok: false; error: { code: string } };
