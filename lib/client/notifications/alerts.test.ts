import { expect, it } from 'vitest';
import type { ServerPayload } from '@/lib/contracts/socket-events';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';

const PERSON = 'member:ada';
const at = new Date(1_700_000_000_000).toISOString();
const created = (version: number): ServerPayload<'notification:created'> => ({
  notification: {
    id: 'n1',
    kind: 'assigned',
    subject: { kind: 'conversation', id: 'c1', title: 'Kim' },
    actor: { kind: 'member', id: 'bob', name: 'Bob' },
    title: null,
    preview: null,
    count: 1,
    firstAt: at,
    lastAt: at,
    version,
    seenAt: null,
    readAt: null,
    archivedAt: null,
    snoozedUntil: null,
    interactedAt: null,
  },
  alert: true,
  version,
  previousVersion: version - 1,
  counts: { unseen: 1, unread: 1 },
});

async function tab({ leads = true, looking = false, idleMs = 0, wants = true } = {}) {
  const world = new ScriptedEnvironment();
  world.leads = leads;
  const client = buildStaffClient(world.env, { self: { kind: 'member', id: 'ada', name: 'Ada' } });
  client.start();
  world.greet();
  await world.clock.advance(0);
  const alerted: number[] = [];
  const alerts = client.notifications.alertWith({
    isLooking: () => looking,
    wants: () => wants,
    idleMs: () => idleMs,
    alert: ({ version }) => alerted.push(version),
  });
  const { stop } = alerts;
  return { world, alerted, alerts, stop };
}

const claims = (world: ScriptedEnvironment) =>
  world.all('notification:alert').map(({ payload }) => payload.about);
const grant = (world: ScriptedEnvironment, mine = true) =>
  world.last('notification:alert').ok({ mine });

it('the tab that leads tells, once nobody says that they look and the server gives it to this device', async () => {
  const { world, alerted } = await tab();
  world.frame('notification:created', created(1));
  expect(world.posted).toContainEqual({ person: PERSON, type: 'who-looks', asked: 'n1:1' });
  expect(claims(world)).toEqual([]);
  await world.clock.advance(1_000);
  expect(claims(world)).toEqual(['n1:1']);
  expect(alerted).toEqual([]);
  await grant(world);
  expect(alerted).toEqual([1]);
  world.frame('notification:created', created(2));
  await world.clock.advance(1_000);
  await grant(world);
  expect(alerted).toEqual([1, 2]);
});

it('is silent when another device has it, and when the server does not answer', async () => {
  const { world, alerted } = await tab();
  world.frame('notification:created', created(1));
  await world.clock.advance(1_000);
  await grant(world, false);
  world.frame('notification:created', created(2));
  await world.clock.advance(1_000);
  await world.last('notification:alert').refuse('rate_limited');
  expect(alerted).toEqual([]);
});

it('waits the longer the less lately the device was used, and never for long', async () => {
  const waits: number[] = [];
  for (const idleMs of [0, 60_000, 15 * 60_000, 8 * 3_600_000]) {
    const { world } = await tab({ idleMs });
    const since = world.clock.now;
    world.frame('notification:created', created(1));
    while (claims(world).length === 0) await world.clock.advance(10);
    waits.push(world.clock.now - since);
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(new Set(waits).size).toBe(4);
  expect(waits.at(-1)).toBeLessThan(1_500);
});

it('is silent when another tab is looked at', async () => {
  const { world, alerted } = await tab();
  world.frame('notification:created', created(1));
  world.hear({ person: 'member:bob', type: 'looks', asked: 'n1:1' });
  world.hear({ person: PERSON, type: 'looks', asked: 'n1:1' });
  await world.clock.advance(1_000);
  expect(claims(world)).toEqual([]);
  expect(alerted).toEqual([]);
});

it('says that it is looked at, to its own person only', async () => {
  const { world } = await tab({ leads: false, looking: true });
  world.hear({ person: 'member:bob', type: 'who-looks', asked: 'n1:1' });
  expect(world.posted).toEqual([]);
  world.hear({ person: PERSON, type: 'who-looks', asked: 'n1:1' });
  expect(world.posted).toEqual([{ person: PERSON, type: 'looks', asked: 'n1:1' }]);
});

it('looked at, it takes the sound from the other devices at once and makes none', async () => {
  const { world, alerted } = await tab({ looking: true });
  world.frame('notification:created', created(1));
  expect(claims(world)).toEqual(['n1:1']);
  await grant(world);
  await world.clock.advance(2_000);
  expect(alerted).toEqual([]);
  expect(world.posted).toEqual([]);
});

it('leaves the sound to another device when it was asked to make none', async () => {
  const { world, alerts } = await tab({ wants: false });
  world.frame('notification:created', created(1));
  alerts.offer('c1:7', () => {});
  await world.clock.advance(2_000);
  expect(claims(world)).toEqual([]);
});

it('does not tell without leading', async () => {
  const { world, alerted } = await tab({ leads: false });
  world.frame('notification:created', created(1));
  await world.clock.advance(2_000);
  expect(claims(world)).toEqual([]);
  expect(alerted).toEqual([]);
});

it('a message in a conversation that is open here goes the same way, leading or not', async () => {
  const { world, alerts } = await tab({ leads: false });
  const told: string[] = [];
  alerts.offer('c1:7', () => told.push('c1:7'));
  alerts.offer('c1:7', () => told.push('twice'));
  await world.clock.advance(1_000);
  expect(claims(world)).toEqual(['c1:7']);
  await grant(world);
  expect(told).toEqual(['c1:7']);
});

it('tells nothing any more when it is stopped', async () => {
  const { world, alerted, stop } = await tab();
  world.frame('notification:created', created(1));
  await world.clock.advance(1_000);
  world.frame('notification:created', created(2));
  stop();
  await grant(world);
  world.frame('notification:created', created(3));
  await world.clock.advance(1_000);
  expect(claims(world)).toEqual(['n1:1']);
  expect(alerted).toEqual([]);
});
