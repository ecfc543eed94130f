import { defineConfig } from 'playwright/test';
import { findChromium } from './scripts/find-chromium';

export default defineConfig({
  testDir: 'e2e/journeys',
  outputDir: 'test-results',
  globalSetup: './e2e/support/journeys-server.ts',
  // Two people talk in most journeys: each already keeps two browsers busy.
  workers: process.env.JOURNEY_WORKERS ? Number(process.env.JOURNEY_WORKERS) : 2,
  // What holds ends at once. These are for a busy machine, where nothing is wrong and all is slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  use: {
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
