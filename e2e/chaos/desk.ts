/** The people of one run: a workspace of its own on the installation, agents and visitors with their tabs. */
import { createWorkspace, type TestWorkspace } from '../support/workspace';
import { Device } from './device';
import type { Dice } from '@/lib/client/simulation/dice';
import type { Recorder } from './history';
import type { Installation } from './installation';
import { Latencies, personOf } from './latencies';
import { Ledger } from './ledger';
import type { Without } from './without';
import { Tab, type Cause, type Participant, type Stage } from './tab';

export interface DeskOptions {
  /** Tabs in all. */
  clients: number;
  without: Without | null;
}

/** Every so many-th person has two tabs. */
const TWO_TABS_EVERY = 4;
/** Every so many-th person has no WebSockets: every question of theirs is a request of its own. */
const POLLING_EVERY = 5;
const AGENT_SHARE = 0.4;

export class Desk {
  readonly tabs: Tab[] = [];
  readonly stage: Stage;
  readonly ledger: Ledger;
  readonly latencies: Latencies;
  #clientIds = 0;
  #reloads = new Map<string, number>();

  private constructor(
    readonly installation: Installation,
    readonly workspace: TestWorkspace,
    readonly recorder: Recorder,
    dice: Dice,
    without: Without | null,
  ) {
    this.ledger = new Ledger(recorder);
    this.latencies = new Latencies(recorder);
    this.ledger.onSent = (client, ms, startedAt) => this.latencies.sent(client, ms, startedAt);
    const run = `${dice.seed.toString(36)}-${Date.now().toString(36)}`;
    this.stage = {
      recorder,
      ledger: this.ledger,
      random: dice.fork('clients').random,
      newClientId: () => `chaos-${run}-${(this.#clientIds += 1)}`,
      without,
      isStopping: (node) => installation.stopping.has(node),
      defects: [],
      answered: (eventId, by) => this.latencies.answered(eventId, by),
      appeared: (...seen) => this.latencies.appeared(...seen),
    };
  }

  static async open(
    installation: Installation,
    recorder: Recorder,
    dice: Dice,
    { clients, without }: DeskOptions,
  ): Promise<Desk> {
    const workspace = await createWorkspace('Fault suite');
    const desk = new Desk(installation, workspace, recorder, dice, without);
    const agents = Math.max(2, Math.round(clients * AGENT_SHARE));
    await desk.#fill('agent', agents, {
      login: () => workspace.addMember(),
      // Every other one who has two tabs has them on two machines.
      elsewhere: (login) => workspace.addMemberSession(login),
    });
    await desk.#fill('visitor', clients - agents, { login: () => workspace.addVisitor('Visitor') });
    desk.latencies.isTroubled = (client) => desk.#isTroubled(client);
    return desk;
  }

  get living(): Tab[] {
    return this.tabs.filter(({ life, revoked }) => life.alive && !revoked);
  }

  tab(name: string): Tab | undefined {
    return this.tabs.find((tab) => tab.name === name);
  }

  on(node: string): Tab[] {
    return this.living.filter((tab) => tab.node === node && tab.online);
  }

  /** The harness knows before its clients do. */
  nodeLost(node: string, cause: Cause): void {
    for (const tab of this.on(node)) tab.lostFor(cause);
  }

  /** The page is loaded anew on the same device and the same line; what was open is opened again. */
  async reload(tab: Tab): Promise<Tab> {
    const open = [...tab.open.keys()].filter((id) => !id.startsWith('local:'));
    await tab.kill();
    const base = tab.name.split('#')[0]!;
    const count = (this.#reloads.get(base) ?? 1) + 1;
    this.#reloads.set(base, count);
    const next = new Tab(`${base}#${count}`, tab.person, tab.line, this.stage);
    this.tabs.push(next);
    for (const id of open) next.openThread(id);
    return next;
  }

  /** Somebody's right is withdrawn: nothing is expected of them any longer. */
  revoked(personId: string): void {
    for (const tab of this.living) {
      if (tab.personId !== personId) continue;
      tab.revoked = true;
      tab.lostFor('refused');
    }
    this.ledger.personGone((client) => this.tab(client)?.personId === personId);
  }

  async close(): Promise<void> {
    for (const tab of this.tabs) if (tab.life.alive) await tab.kill();
    const lines = new Set(this.tabs.map(({ name }) => name.split('#')[0]!));
    await Promise.all([...lines].map((name) => this.installation.balancer.closeLine(name)));
  }

  async #fill<Login extends Participant['login']>(
    kind: string,
    tabs: number,
    { login, elsewhere }: { login(): Promise<Login>; elsewhere?(login: Login): Promise<Login> },
  ) {
    let pairs = 0;
    for (let person = 1, left = tabs; left > 0; person += 1) {
      const first = await login();
      const participant: Participant = {
        name: `${kind}-${person}`,
        login: first,
        device: new Device(),
        looksAtInbox: person % 2 === 1,
        pollingOnly: person % POLLING_EVERY === 3,
      };
      const count = person % TWO_TABS_EVERY === 1 && left > 1 ? 2 : 1;
      for (let tab = 1; tab <= count; tab += 1) {
        const name = `${participant.name}/tab-${tab}`;
        const line = await this.installation.balancer.line(name);
        const other = tab === 2 && (pairs += 1) % 2 === 1 ? await elsewhere?.(first) : undefined;
        const there = other ? { ...participant, login: other, device: new Device() } : participant;
        this.tabs.push(new Tab(name, there, line, this.stage));
      }
      left -= count;
    }
  }

  /** Offline, or back for a moment only: what it measures says nothing about bystanders. */
  #isTroubled(client: string): boolean {
    if (!this.tab(client)?.life.alive) return true;
    const lately = this.recorder.now() - SETTLING_MS;
    return this.tabs
      .filter(({ name, life }) => life.alive && personOf(name) === personOf(client))
      .some((tab) => tab.revoked || !tab.online || tab.onlineSince > lately);
  }
}

const SETTLING_MS = 2_000;
