import { ratio } from './ratio';

export interface Load {
  /** Open conversations that are the agent's. */
  active: number;
  /** How many the agent takes at once; null = no limit. */
  capacity: number | null;
}

/**
 * Active conversations ÷ capacity of these agents together; may be above 1. Who has no limit is left
 * out; null when nobody has one.
 */
export function occupancy(agents: readonly Load[]): number | null {
  let [active, capacity] = [0, 0];
  for (const agent of agents) {
    if (agent.capacity === null) continue;
    active += agent.active;
    capacity += agent.capacity;
  }
  return ratio(active, capacity);
}
