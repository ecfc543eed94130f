/** What a fault is, and what it is given. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from '../desk';
import type { Failpoint } from '@/lib/platform/failpoint';
import type { Dice } from '@/lib/client/simulation/dice';
import type { Unstamped } from '../history';
import type { ChaosNode, Installation } from '../installation';

type FaultEntry = Extract<Unstamped, { entry: 'fault' }>;

export interface Fault {
  /** `F1` … as in the fault matrix. */
  name: string;
  /** Told apart from others of the same name. */
  variant?: string;
  hypothesis: string;
  /** Takes too long for the short set. */
  long?: boolean;
  run(scene: Scene): Promise<void>;
}

/** With people at work every place is come by within a second or two. */
const COMES_BY_MS = 20_000;

/** Where and how one fault is done. */
export class Scene {
  static #count = 0;
  readonly healedAt: number[] = [];
  /** To be done when all faults are over. */
  readonly later: (() => Promise<void>)[] = [];

  constructor(
    readonly name: string,
    readonly installation: Installation,
    readonly desk: Desk,
    readonly dice: Dice,
  ) {}

  get nodes(): ChaosNode[] {
    return this.installation.nodes;
  }

  /** A node that runs. */
  pickNode(): ChaosNode {
    return this.dice.pick(this.nodes.filter(({ process }) => process.running()));
  }

  /** A node that runs and is written through: after a few deaths everybody may be elsewhere. */
  pickBusyNode(): ChaosNode {
    const most = Math.max(...this.nodes.map(({ name }) => this.desk.on(name).length));
    const busy = this.nodes.filter(
      ({ name, process }) => process.running() && this.desk.on(name).length >= most / 2,
    );
    return busy.length > 0 ? this.dice.pick(busy) : this.pickNode();
  }

  hold(fromMs: number, toMs = fromMs): Promise<void> {
    return sleep(this.dice.whole(fromMs, toMs));
  }

  /**
   * Writes that it begins; call the answer when it is over. `affects`: whose delivery may suffer
   * (clients by name, or everybody).
   */
  begin(
    on: FaultEntry['on'],
    target: string,
    affects: readonly string[] | 'all',
    parameters?: FaultEntry['parameters'],
  ): () => void {
    const { recorder, latencies } = this.desk;
    const fault = (Scene.#count += 1);
    const about = { entry: 'fault' as const, fault, name: this.name, on, target, parameters };
    for (const one of affects === 'all' ? ['all'] : affects) latencies.begin(fault, one);
    recorder.record({ ...about, phase: 'inject' });
    return () => {
      latencies.end(fault);
      recorder.record({ ...about, phase: 'heal' });
      this.healedAt.push(recorder.now());
    };
  }

  /** Starts a node that has ended; waits until it is ready. */
  async start({ name, process }: ChaosNode): Promise<void> {
    const { recorder } = this.desk;
    recorder.record({ entry: 'starting', node: name, phase: 'begin' });
    try {
      await process.start();
    } finally {
      recorder.record({ entry: 'starting', node: name, phase: 'end' });
    }
  }

  /** The node dies when it next comes by a place; resolves when it has. Throws if it never does. */
  async dieAt(node: ChaosNode, failpoint: Failpoint): Promise<void> {
    const { stopping } = this.installation;
    // Its clients may notice before this process does.
    stopping.add(node.name);
    node.arm(failpoint);
    const deadline = performance.now() + COMES_BY_MS;
    while (node.process.running() && performance.now() < deadline) await sleep(5);
    stopping.delete(node.name);
    if (!node.process.running()) {
      this.desk.nodeLost(node.name, 'node_killed');
      return;
    }
    node.disarm();
    throw new Error(`${node.name} never came by ${failpoint}`);
  }

  afterwards(work: () => Promise<void>): void {
    this.later.push(work);
  }

  /** Those whose line leads to this node. */
  clientsOf(node: ChaosNode): string[] {
    return this.desk.living.filter((tab) => tab.node === node.name).map((tab) => tab.name);
  }
}
