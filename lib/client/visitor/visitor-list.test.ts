import { describe, expect, it } from 'vitest';
import type { PublicConversationView } from '@/lib/contracts/conversations';
import { buildVisitorClient } from '../build-visitor-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';

const at = '2026-01-01T00:00:00.000Z';
const own = { deliveredSeq: 0, readSeq: 0, readCount: 0 };
const conversation = (version: number): PublicConversationView => ({
  id: 'c1',
  version,
  status: 'open',
  lastMessage: null,
  lastMessageAt: at,
  messageCount: version,
  ownMessageCount: 1,
  rating: null,
  createdAt: at,
});

async function widget() {
  const world = new ScriptedEnvironment();
  const client = buildVisitorClient(world.env, {
    self: { kind: 'contact', id: 'kim', name: 'Kim' },
    token: 'token',
  });
  client.start();
  world.greet({ kind: 'contact', id: 'kim' });
  await world.clock.advance(1_000);
  const page = { conversations: [{ conversation: conversation(3), own }], nextCursor: null };
  await world.last('conversation:list').ok(page);
  const asked = () => world.all('conversation:list').length;
  return { world, client, asked };
}

describe("a visitor's list", () => {
  it('DEL-2: reads itself again when a beat says that a summary was lost', async () => {
    const { world, client, asked } = await widget();
    const before = asked();
    world.frame('conversation:heads', { c1: 4 });
    expect(asked()).toBe(before + 1);
    const page = { conversations: [{ conversation: conversation(4), own }], nextCursor: null };
    await world.last('conversation:list').ok(page);
    expect(client.visitor.getState()).toMatchObject({ totalUnread: 3 });
  });

  it('DEL-2: learns of a conversation that was started on another device', async () => {
    const { world, asked } = await widget();
    const before = asked();
    world.frame('conversation:heads', { c1: 3, c2: 2 });
    expect(asked()).toBe(before + 1);
  });

  it('asks nothing while the beat tells nothing new', async () => {
    const { world, asked } = await widget();
    const before = asked();
    world.frame('conversation:heads', { c1: 3 });
    expect(asked()).toBe(before);
  });
});
