import { ratio } from './ratio';

export interface Load {
  /** Open conversations that are the agent's. */
  active: number;
  /** How many the agent takes at once; null = no limit. */
  capacity: number | null;
}

export interface Occupancy {
  active: number;
  capacity: number;
  /** Active ÷ capacity, may be above 1; null when nobody has a limit. */
  share: number | null;
}

/** Of these agents together. Who has no limit is left out. */
export function occupancy(agents: readonly Load[]): Occupancy {
  let [active, capacity] = [0, 0];
  for (const agent of agents) {
    if (agent.capacity === null) continue;
    active += agent.active;
    capacity += agent.capacity;
  }
  return { active, capacity, share: ratio(active, capacity) };
}
