/**
 * How often each consumer group made the effect of each event, over all nodes and all their lives:
 * nodes with failpoints say so in their logs.
 */
import { CONSUMER_GROUPS, type ConsumerGroup } from '@/lib/contracts/consumer-groups';
import type { TestNode } from '../support/node';
import type { Desk } from './desk';

/** Groups whose effect may be made again: a head heard twice is ignored, a row of an inbox is unique. */
const REPEATABLE: Record<ConsumerGroup, boolean> = {
  announce: true,
  notify: true,
  measure: true,
};

export interface Effect {
  group: string;
  eventId: string;
  /** ms since the epoch. */
  time: number;
}

/** In the order in which this node made them. */
export function effectsOf(node: TestNode): Effect[] {
  return node.log().flatMap(({ msg, group, eventId, time }) => {
    if (msg !== 'an effect was made') return [];
    return [{ group: String(group), eventId: String(eventId), time: Date.parse(String(time)) }];
  });
}

/** One entry per group and event of the desk that is in Postgres, none forgotten. */
export function recordEffects({ installation, recorder }: Desk): void {
  const made = new Map<string, { times: number; last: number }>();
  for (const { process } of installation.nodes) {
    for (const { group, eventId, time } of effectsOf(process)) {
      const key = `${group} ${eventId}`;
      const { times, last } = made.get(key) ?? { times: 0, last: 0 };
      made.set(key, { times: times + 1, last: Math.max(last, time) });
    }
  }
  const stored = recorder.entries.flatMap((entry) => (entry.entry === 'truth' ? entry.rows : []));
  for (const group of CONSUMER_GROUPS) {
    for (const { id: eventId } of stored) {
      const { times = 0, last } = made.get(`${group} ${eventId}`) ?? {};
      recorder.record({
        ...{ entry: 'effect', group, eventId, times },
        ...(last === undefined ? {} : { lastAt: recorder.at(last) }),
        repeatable: REPEATABLE[group],
      });
    }
  }
}
