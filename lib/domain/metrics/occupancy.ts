import { ratio } from './ratio';

export interface Load {
  /** Open conversations that are the agent's. */
  active: number;
  /** How many the agent takes at once. */
  capacity: number;
}

/** Active conversations ÷ capacity of these agents together; may be above 1. Null without capacity. */
export const occupancy = (agents: readonly Load[]): number | null =>
  ratio(sum(agents, 'active'), sum(agents, 'capacity'));

const sum = (agents: readonly Load[], what: keyof Load): number =>
  agents.reduce((total, agent) => total + agent[what], 0);
