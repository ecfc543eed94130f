/** Chance of one run: everything that is decided comes from here, so that a seed gives the same plan. */
import { seededRandom } from './virtual-world';

export class Dice {
  readonly random: () => number;

  constructor(readonly seed: number) {
    this.random = seededRandom(seed);
  }

  /** Dice of its own for one purpose: what others throw does not change its numbers. */
  fork(name: string): Dice {
    let mixed = this.seed >>> 0;
    for (const letter of name) mixed = (Math.imul(mixed, 31) + letter.charCodeAt(0)) >>> 0;
    return new Dice(mixed);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  /** Integer in [from, to]. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  pick<T>(list: readonly T[]): T {
    const one = list[Math.floor(this.random() * list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  /** `weights`: relative frequency by name. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    let at = this.random() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) {
      at -= weights[name];
      if (at < 0) return name;
    }
    return names[0]!;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const rest = [...list];
    return list.map(() => rest.splice(Math.floor(this.random() * rest.length), 1)[0]!);
  }
}
