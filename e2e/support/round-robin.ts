/** The least that a balancer is: gives each new connection to the next node that says it is ready. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultProxy, type FaultProxy } from './fault-proxy';
import type { TestNode } from './node';

const LOOK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 1_000;

export interface RoundRobin {
  origin: string;
  proxy: FaultProxy;
  stop(): Promise<void>;
}

export async function startRoundRobin(nodes: readonly TestNode[]): Promise<RoundRobin> {
  const ready = new Set(nodes);
  let turn = 0;
  let looking = true;

  async function look(node: TestNode): Promise<void> {
    while (looking) {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const answer = await fetch(`${node.origin}/readyz`, { signal }).catch(() => null);
      if (answer?.ok) ready.add(node);
      else ready.delete(node);
      await sleep(LOOK_EVERY_MS);
    }
  }
  const looks = nodes.map(look);

  const proxy = await startFaultProxy({
    to: () => {
      const standing = nodes.filter((node) => ready.has(node));
      turn += 1;
      return standing[turn % Math.max(1, standing.length)]?.port ?? null;
    },
  });
  return {
    origin: `http://127.0.0.1:${proxy.port}`,
    proxy,
    stop: async () => {
      looking = false;
      await Promise.all(looks);
      await proxy.stop();
    },
  };
}
