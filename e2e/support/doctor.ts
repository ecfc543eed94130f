/** Installations behind the shipped balancer, whole or changed, and what the doctor said of them. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import { startBalancer, type Balancer } from '@/scripts/cluster/haproxy';
import type { Finding } from '@/scripts/doctor/finding';
import type { TestNode } from './node';

type Balance = (nodes: TestNode[], change?: (config: string) => string) => Promise<URL>;

/** Balancers that stop after each test. `change` has the last word on the configuration. */
export function useBalancers(): Balance {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-doctor-'));
  let balancers: Balancer[] = [];
  afterEach(async () => {
    await Promise.all(balancers.map((one) => one.stop()));
    balancers = [];
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return async (nodes, change) => {
    const balancer = await startBalancer({
      folder: fs.mkdtempSync(path.join(folder, 'balancer-')),
      nodes: nodes.map(({ port }, index) => ({ name: `node${index + 1}`, port })),
      ...(change ? { change } : {}),
    });
    balancers.push(balancer);
    return new URL(`http://127.0.0.1:${balancer.port}`);
  };
}

export const brokenOf = (findings: Finding[]): Finding[] =>
  findings.filter(({ verdict }) => verdict === 'broken');

/** Exactly one part is broken, and it is said like this. */
export function expectOnly(findings: Finding[], check: string, text: RegExp): void {
  expect(brokenOf(findings)).toEqual([
    {
      check,
      verdict: 'broken',
      text: expect.stringMatching(text) as string,
      fix: expect.any(String) as string,
    },
  ]);
}
