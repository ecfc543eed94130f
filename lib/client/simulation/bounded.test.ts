/** LIM-1 must cost no promise: the same desks with caches that hold next to nothing. */
import { describe, expect, it, vi } from 'vitest';
import type * as Limits from '@/lib/contracts/limits';
import { ConversationHeads } from '../conversations/conversation-heads';
import { Thread } from '../conversations/thread';
import { runScenario } from './scenario';

vi.mock('@/lib/contracts/limits', async (load) => {
  const real = await load<typeof Limits>();
  return { ...real, LIMITS: { ...real.LIMITS, conversationsKept: 1, threadsKept: 1 } };
});

const SEEDS = Math.ceil(Number(process.env['SIM_SEEDS'] ?? 2_000) / 10);

describe('simulated desks that keep one row and one thread', () => {
  it('LIM-1 ORD-2 DEL-1 DEL-2 DEL-3 RCP-1: hold', async () => {
    const evicted = vi.spyOn(ConversationHeads.prototype, 'evict');
    const dropped = vi.spyOn(Thread.prototype, 'drop');
    let messages = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) messages += (await runScenario(seed)).messages;
    expect(evicted.mock.calls.length).toBeGreaterThan(SEEDS);
    expect(dropped.mock.calls.length).toBeGreaterThan(SEEDS);
    expect(messages).toBeGreaterThan(SEEDS);
  }, 120_000);
});
