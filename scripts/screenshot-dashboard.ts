/** The live dashboard and a report while simulated visitors and agents are at work. Needs some minutes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { signIn, take, type Scene } from './screenshot-stage';

/** Until the work that is going on looks as it does for hours. */
const SETTLES_MS = 180_000;
const FIRST_TICK_MS = 60_000;

export async function takeDashboard(scene: Scene): Promise<void> {
  await sleep(SETTLES_MS);
  const owner = await signIn(scene, 'alex');
  await show(scene, owner);
  const agents = owner.getByRole('region', { name: 'Agents', exact: true });
  await agents.getByText('Typing now').first().waitFor({ timeout: FIRST_TICK_MS });
  for (const scheme of ['light', 'dark'] as const) {
    await owner.emulateMedia({ colorScheme: scheme });
    await take(owner, `dashboard-${scheme}`);
  }
  await owner.emulateMedia({ colorScheme: 'light' });
  await owner.goto(`${scene.server.baseUrl}/dashboard/reports?range=30d&metric=first-response`);
  await owner.getByText('Arrivals by weekday and hour').first().waitFor({ timeout: FIRST_TICK_MS });
  await take(owner, 'reports-light');
  const phone = await signIn(scene, 'alex', { width: 390, height: 844, scale: 2 });
  await show(scene, phone);
  await take(phone, 'dashboard-phone');
  for (const page of [owner, phone]) await page.context().close();
}

async function show({ server }: Scene, page: Page): Promise<void> {
  await page.goto(`${server.baseUrl}/dashboard`);
  const open = page.getByRole('region', { name: 'Open', exact: true });
  await open.getByText(/\d\d:\d\d:\d\d/).waitFor({ timeout: FIRST_TICK_MS });
  await page.locator('.uplot canvas').nth(1).waitFor({ timeout: FIRST_TICK_MS });
}
