import { describe, expect, it } from 'vitest';
import { runScenario } from './scenario';

const only = process.env['SIM_SEED'];
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 2_000);
const BATCHES = 10;

describe.skipIf(only !== undefined)('simulated desks', () => {
  for (let batch = 0; batch < BATCHES; batch += 1) {
    it(`ORD-1 ORD-2 DEL-1 DEL-2 DEL-3 RCP-1: hold for seeds of batch ${batch + 1}`, async () => {
      let messages = 0;
      for (let seed = batch + 1; seed <= SEEDS; seed += BATCHES) {
        messages += (await runScenario(seed)).messages;
      }
      expect(messages).toBeGreaterThan(SEEDS / BATCHES);
    }, 60_000);
  }
});

describe.runIf(only !== undefined)('one seed', () => {
  it(`holds for seed ${only}`, async () => {
    expect((await runScenario(Number(only))).seed).toBe(Number(only));
  });
});
