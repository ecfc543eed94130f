/** PRS-1: what a client does when the server says that presence may have been told in vain. */
import { expect, it } from 'vitest';
import { TIMES } from '@/lib/contracts/limits';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { conversation, firstPage, row } from '../simulation/scripted-rows';

async function desk() {
  const world = new ScriptedEnvironment();
  const client = buildStaffClient(world.env, {
    self: { kind: 'member', id: 'ada', name: 'Ada' },
    view: 'open',
  });
  client.start();
  world.greet();
  await world.clock.advance(1_000);
  await world.last('inbox:subscribe').ok(firstPage([conversation(2), conversation(1)]));
  const asked = (event: string) => world.all(event).length;
  return { world, client, asked };
}

it('PRS-1: told that presence is stale, the view on screen is read again, once, not at once', async () => {
  const { world, client, asked } = await desk();
  world.frame('presence:changed', { contacts: [{ id: 'contact-2', connected: true }] });
  const before = asked('inbox:subscribe');
  world.frame('presence:changed', { stale: true });
  world.frame('presence:changed', { stale: true });
  expect(asked('inbox:subscribe')).toBe(before);
  await world.clock.advance(TIMES.presenceRereadMs);
  expect(asked('inbox:subscribe')).toBe(before + 1);
  const [second, first] = [row(conversation(2)), row(conversation(1))];
  await world
    .last('inbox:subscribe')
    .ok({ ...firstPage([]), rows: [second, { ...first, contactConnected: true }] });
  const { rows } = client.inbox.store.getState();
  expect([rows.get('c2')?.contactConnected, rows.get('c1')?.contactConnected]).toEqual([
    false,
    true,
  ]);
});

it('PRS-1: told that presence is stale, an open conversation is opened again where it stands', async () => {
  const { world, client, asked } = await desk();
  client.conversations.open('c1');
  const before = asked('conversation:subscribe');
  world.frame('presence:changed', { stale: true });
  await world.clock.advance(TIMES.presenceRereadMs);
  expect(asked('conversation:subscribe')).toBe(before + 1);
  world.frame('presence:changed', { stale: true });
  world.drop();
  await world.clock.advance(TIMES.presenceRereadMs);
  expect(asked('conversation:subscribe')).toBe(before + 1);
});

it('PRS-1: of a contact never heard of it asks, once and in one go, and believes the answer', async () => {
  const { world, client, asked } = await desk();
  // Of one message each: the cursors of the reader are no reason to ask.
  const fresh = [conversation(8), conversation(9)];
  for (const one of fresh) world.frame('conversation:summarised', { conversation: one });
  world.frame('conversation:summarised', { conversation: conversation(10) });
  world.frame('conversation:summarised', { conversation: conversation(10, { version: 3 }) });
  await world.clock.advance(1_000);
  expect(asked('inbox:sync')).toBe(1);
  expect(world.last('inbox:sync').payload).toEqual({ conversationIds: ['c8', 'c9', 'c10'] });
  const rows = [...fresh, conversation(10, { version: 3 })].map(row);
  await world
    .last('inbox:sync')
    .ok({ rows: rows.map((one) => ({ ...one, contactConnected: true })) });
  const connected = () =>
    ['c8', 'c9', 'c10'].map((id) => client.inbox.store.getState().rows.get(id)?.contactConnected);
  expect(connected()).toEqual([true, true, true]);
  // Known now: another change is no reason to ask again.
  world.frame('conversation:summarised', { conversation: conversation(10, { version: 4 }) });
  await world.clock.advance(1_000);
  expect(asked('inbox:sync')).toBe(1);
});

it('PRS-1: what no view shows is not asked for', async () => {
  const { world, asked } = await desk();
  const resolved = { status: 'resolved', waitingSince: null } as const;
  world.frame('conversation:summarised', { conversation: conversation(7, resolved) });
  await world.clock.advance(1_000);
  expect(asked('inbox:sync')).toBe(0);
});
