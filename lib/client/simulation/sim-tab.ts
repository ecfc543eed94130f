/** One tab running the real client on virtual time. Killed without a word, like a browser does. */
import type { Person } from '@/lib/contracts/people';
import { buildStaffClient } from '../build-staff-client';
import { buildVisitorClient } from '../build-visitor-client';
import type { Environment } from '../environment';
import type { CoreClient, StaffClient, VisitorClient } from '../switchboard-client';
import type { ModelServer } from './model-server';
import { watchThread } from './render-watch';
import type { SimDevice, TabLife } from './sim-device';
import { SimTransport, type Faults } from './sim-network';
import type { VirtualClock } from './virtual-world';

export interface World {
  clock: VirtualClock;
  random: () => number;
  server: ModelServer;
  faults: Faults;
  /** Makes client ids. */
  count: number;
  discarded: Set<string>;
  /** Bodies that some tab showed as refused or failed. */
  halted: Set<string>;
  /** First thing that was seen to be wrong. */
  violation: Error | null;
}

export class SimTab {
  readonly life: TabLife = { alive: true };
  readonly client: CoreClient;
  readonly staff: StaffClient | null = null;
  readonly visitor: VisitorClient | null = null;
  readonly open = new Map<string, () => void>();
  private transport: SimTransport | null = null;
  private readonly watched = new Set<unknown>();
  private readonly signals = new Set<(signal: 'wake' | 'offline' | 'hide') => void>();

  constructor(
    readonly name: string,
    private readonly world: World,
    readonly person: Person,
    readonly device: SimDevice,
    readonly hasStorage: boolean,
  ) {
    const env = this.environment();
    const { id } = person;
    if (person.kind === 'member') {
      this.staff = buildStaffClient(env, {
        self: { kind: 'member', id, name: person.name ?? '' },
        view: 'open',
      });
      this.client = this.staff;
    } else {
      this.visitor = buildVisitorClient(env, { self: person, token: 'token' });
      this.client = this.visitor;
    }
    this.client.sendQueue.subscribe(({ entries }) => {
      for (const { state, body } of entries) {
        if (state === 'refused' || state === 'failed') world.halted.add(body);
      }
    });
    this.client.start();
  }

  /** Everything on screen is read. */
  readAll(): void {
    for (const id of this.open.keys()) {
      const { cursor } = this.client.conversations.thread(id).getState();
      this.client.receipts.markRead(id, cursor);
    }
  }

  openThread(id: string): void {
    if (this.open.has(id)) return;
    this.watch(id);
    this.open.set(id, this.client.conversations.open(id));
  }

  closeThread(id: string): void {
    this.open.get(id)?.();
    this.open.delete(id);
  }

  kill(): void {
    this.life.alive = false;
    this.transport?.close();
    this.device.killed(this.life);
  }

  cut(kind: 'clean' | 'half-open'): void {
    this.transport?.cut(kind);
  }

  signal(signal: 'wake' | 'offline'): void {
    for (const listener of [...this.signals]) listener(signal);
  }

  private watch(id: string): void {
    const store = this.client.conversations.thread(id);
    if (this.watched.has(store)) return;
    this.watched.add(store);
    const { world, person, life } = this;
    watchThread(
      store,
      person,
      world.server,
      (clientId) => world.discarded.has(clientId),
      (violation) => {
        if (life.alive) world.violation ??= violation;
      },
    );
  }

  private environment(): Environment {
    const { world, life } = this;
    const { clock, random } = world;
    const report = (error: unknown) => {
      world.violation ??= error instanceof Error ? error : new Error(String(error));
    };
    return {
      now: () => clock.now,
      after: (ms, run) =>
        clock.after(ms, () => {
          if (!life.alive) return;
          try {
            run();
          } catch (error) {
            report(error);
          }
        }),
      random,
      newClientId: () => `client-${(world.count += 1)}`,
      createTransport: (events) => {
        this.transport = new SimTransport(world, this.person, events, () => life.alive);
        return this.transport;
      },
      queueStorage: this.hasStorage ? this.device.storageFor(life) : null,
      keyValue: null,
      tabs: this.device.tabsFor(life),
      signals: {
        isOnline: () => true,
        listen: (listener) => {
          this.signals.add(listener);
          return () => this.signals.delete(listener);
        },
      },
      report,
    };
  }
}
