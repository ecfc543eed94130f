/** The simulated agents together: who is free, who waits for one, and what is left for people. */
import { BOUNDS } from './pace';
import type { Agent } from './agent';
import type { Stage } from './stage';

const AWAY = { everyMs: 100_000, forMs: 40_000, againMs: 5_000 };

export class Desk {
  readonly #waiting: ((agent: Agent) => void)[] = [];
  readonly #asked = new Map<string, number>();
  readonly #turn = { asks: 0, handed: 0 };

  constructor(
    private readonly stage: Stage,
    readonly agents: readonly Agent[],
  ) {}

  /** Nobody more should begin to wait. */
  get full(): boolean {
    return this.#waiting.length >= BOUNDS.queue;
  }

  isSimulated(memberId: string | null): boolean {
    return this.agents.some(({ id }) => id === memberId);
  }

  /** The one with the fewest conversations; who comes first is served first. Give it back with `release`. */
  seize(): Promise<Agent> {
    const free = this.#free();
    if (free && this.#waiting.length === 0) {
      free.active += 1;
      return Promise.resolve(free);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(agent: Agent): void {
    agent.active -= 1;
    this.#serve();
  }

  /** Somebody whom one more conversation may be given to; null: all have enough. */
  personFor(purpose: 'asks' | 'handed'): { id: string; name: string } | null {
    const { people } = this.stage.order.desk;
    for (let n = 0; n < people.length; n += 1) {
      const person = people[(this.#turn[purpose] + n) % people.length]!;
      if (purpose === 'asks' ? !this.#mayAsk(person.id) : !this.#mayHand(person.id)) continue;
      if (purpose === 'asks') this.#asked.set(person.id, Date.now());
      this.#turn[purpose] += n + 1;
      return person;
    }
    return null;
  }

  mayLeave(): boolean {
    const counts = this.#counts();
    return counts !== null && counts.unassigned < BOUNDS.unassigned;
  }

  /** One after the other goes for a coffee. */
  async takeBreaks(): Promise<never> {
    for (let at = 0; ; at += 1) {
      await this.stage.pause(AWAY.everyMs);
      const agent = this.agents[at % this.agents.length]!;
      if (await this.#turns(agent, 'away')) await this.stage.pause(AWAY.forMs);
      // Also who could not leave: where no answer came, it may be written down as away.
      while (!(await this.#turns(agent, 'back'))) await this.stage.pause(AWAY.againMs);
      this.#serve();
    }
  }

  async #turns(agent: Agent, to: 'away' | 'back'): Promise<boolean> {
    try {
      await agent.available(to === 'back');
      return true;
    } catch (error) {
      this.stage.trouble('A break', error);
      return false;
    }
  }

  #serve(): void {
    for (let free = this.#free(); free && this.#waiting.length > 0; free = this.#free()) {
      free.active += 1;
      this.#waiting.shift()!(free);
    }
  }

  #free(): Agent | null {
    const able = this.agents.filter(({ active, away }) => !away && active < BOUNDS.perAgent);
    return able.sort((a, b) => a.active - b.active)[0] ?? null;
  }

  #counts() {
    return this.agents[0]?.client.inbox.store.getState().counts ?? null;
  }

  #mayHand(id: string): boolean {
    const counts = this.#counts();
    return counts !== null && (counts.mineBy[id] ?? 0) < BOUNDS.perPerson;
  }

  #mayAsk(id: string): boolean {
    return Date.now() - (this.#asked.get(id) ?? 0) >= BOUNDS.askEveryMs;
  }
}
