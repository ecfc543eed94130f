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

async function tab({ leads = true, looking = false } = {}) {
  const world = new ScriptedEnvironment();
  world.leads = leads;
  const client = buildStaffClient(world.env, { self: { kind: 'member', id: 'ada', name: 'Ada' } });
  client.start();
  world.greet();
  await world.clock.advance(0);
  const alerted: number[] = [];
  const stop = client.notifications.alertWith({
    isLooking: () => looking,
    alert: ({ version }) => alerted.push(version),
  });
  return { world, alerted, stop };
}

it('the tab that leads tells, once nobody says that they look', async () => {
  const { world, alerted } = await tab();
  world.frame('notification:created', created(1));
  expect(world.posted).toContainEqual({ person: PERSON, type: 'who-looks', asked: 'n1:1' });
  expect(alerted).toEqual([]);
  await world.clock.advance(1_000);
  expect(alerted).toEqual([1]);
  world.frame('notification:created', created(2));
  await world.clock.advance(1_000);
  expect(alerted).toEqual([1, 2]);
});

it('is silent when another tab is looked at', async () => {
  const { world, alerted } = await tab();
  world.frame('notification:created', created(1));
  world.hear({ person: 'member:bob', type: 'looks', asked: 'n1:1' });
  world.hear({ person: PERSON, type: 'looks', asked: 'n1:1' });
  await world.clock.advance(1_000);
  expect(alerted).toEqual([]);
});

it('says that it is looked at, to its own person only', async () => {
  const { world } = await tab({ leads: false, looking: true });
  world.hear({ person: 'member:bob', type: 'who-looks', asked: 'n1:1' });
  expect(world.posted).toEqual([]);
  world.hear({ person: PERSON, type: 'who-looks', asked: 'n1:1' });
  expect(world.posted).toEqual([{ person: PERSON, type: 'looks', asked: 'n1:1' }]);
});

it('does not tell while it is looked at itself, nor without leading', async () => {
  for (const options of [{ looking: true }, { leads: false }]) {
    const { world, alerted } = await tab(options);
    world.frame('notification:created', created(1));
    await world.clock.advance(1_000);
    expect(alerted).toEqual([]);
    expect(world.posted).toEqual([]);
  }
});

it('tells nothing any more when it is stopped', async () => {
  const { world, alerted, stop } = await tab();
  world.frame('notification:created', created(1));
  stop();
  world.frame('notification:created', created(2));
  await world.clock.advance(1_000);
  expect(alerted).toEqual([]);
});
