/** What a fault is, and what it is given. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from '../desk';
import type { Dice } from '../dice';
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

  afterwards(work: () => Promise<void>): void {
    this.later.push(work);
  }

  /** Those whose line leads to this node. */
  clientsOf(node: ChaosNode): string[] {
    return this.desk.living.filter((tab) => tab.node === node.name).map((tab) => tab.name);
  }
}
