import { describe, expect, test } from 'vitest';
import type { MetricsFilter, MetricsSnapshot } from '@/lib/contracts/metrics';
import { InUse } from './in-use';
import { LiveSnapshots } from './live-snapshots';

const filter: MetricsFilter = { siteId: null, memberId: null, range: 'hour', timeZone: 'UTC' };

function scene() {
  let sources = 0;
  let taken = 0;
  const snapshots = new LiveSnapshots(() => {
    sources += 1;
    return { take: () => Promise.resolve({ at: String((taken += 1)) } as MetricsSnapshot) };
  });
  return { snapshots, sources: () => sources, taken: () => taken };
}

describe('snapshots of this process', () => {
  test('of watched filters rest from tick to tick, however many there are', async () => {
    const { snapshots, sources, taken } = scene();
    const workspaces = Array.from({ length: 1_200 }, (_, index) => `w${index}`);
    for (let tick = 0; tick < 2; tick += 1) {
      await Promise.all(workspaces.map((id) => snapshots.tick(id, filter)));
    }
    expect(sources()).toBe(1_200);
    expect(taken()).toBe(2_400);
  });

  test('are shared by who begins to watch and the ticks after', async () => {
    const { snapshots, sources, taken } = scene();
    await Promise.all([snapshots.latest('w', filter), snapshots.latest('w', filter)]);
    expect(taken()).toBe(1);
    await snapshots.tick('w', filter);
    await snapshots.latest('w', filter);
    expect([sources(), taken()]).toEqual([1, 2]);
  });
});

test('what is in use is kept, and forgotten some time after', () => {
  const clock = { now: 0 };
  const kept = new InUse<number>(10, () => clock.now);
  const use = (key: string) => kept.use(key, () => clock.now);
  for (clock.now = 0; clock.now < 30; clock.now += 3) {
    expect(use('used')).toBe(0);
    use(`once ${clock.now}`);
    expect(kept.size).toBeLessThan(9);
  }
  clock.now = 100;
  expect(use('other')).toBe(100);
  expect([kept.size, kept.peek('used')]).toEqual([1, undefined]);
});
