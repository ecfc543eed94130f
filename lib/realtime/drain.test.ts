import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Connection } from './connection';
import { ConnectionRegistry } from './connection-registry';
import { drain } from './drain';

// On a clock of its own: how busy the machine is says nothing about the plan.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(value), ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new DOMException('aborted', 'AbortError'));
      });
    }),
}));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('DRN-1: thousands are moved evenly over the grace, each soon to come back, and all before it ends', async () => {
  const registry = new ConnectionRegistry({ perSite: 10_000 });
  const size = 3_000;
  const begun = performance.now();
  const closedAt: number[] = [];
  const told: number[] = [];
  for (let n = 0; n < size; n++) {
    const connection = {
      data: { actor: { kind: 'contact', id: `kim ${n}`, siteId: 'site' }, address: `10.0.0.${n}` },
      emit: (event: string, { reconnectInMs }: { reconnectInMs: number }) => {
        expect(event).toBe('server:draining');
        told.push(reconnectInMs);
      },
      conn: Object.assign(new EventEmitter(), {
        close() {
          if (closedAt.length < size) closedAt.push(performance.now() - begun);
          (this as unknown as EventEmitter).emit('close');
        },
      }),
    };
    registry.add(connection as unknown as Connection);
  }
  const drained = drain(registry, 2_500);
  await vi.advanceTimersByTimeAsync(2_500);
  await drained;
  expect(closedAt).toHaveLength(size);
  // 0.6 of the grace: 1.5 s in steps of a tenth.
  const perTenth = Array.from({ length: 25 }, () => 0);
  for (const at of closedAt) perTenth[Math.min(24, Math.floor(at / 100))]! += 1;
  expect(Math.max(...perTenth), perTenth.join(' ')).toBeLessThanOrEqual((size / 15) * 2);
  expect(perTenth.filter((count) => count > 0).length).toBeGreaterThan(8);
  expect(Math.max(...closedAt)).toBeLessThan(2_500);
  expect(Math.min(...told)).toBeGreaterThan(0);
  expect(Math.max(...told)).toBeLessThan(1_000);
  expect(new Set(told).size).toBeGreaterThan(100);
});
