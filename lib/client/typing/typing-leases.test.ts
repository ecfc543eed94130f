import { describe, expect, it } from 'vitest';
import { TIMES } from '@/lib/contracts/limits';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';

const bob = { kind: 'member', id: 'bob', name: 'Bob' } as const;

function desk() {
  const world = new ScriptedEnvironment();
  const client = buildStaffClient(world.env, { self: { kind: 'member', id: 'ada', name: 'Ada' } });
  client.start();
  world.greet();
  const names = (id: string) =>
    (client.typing.store.getState().byConversation[id] ?? []).map((one) => one.participant.name);
  const told = () => world.all('typing:set').map(({ payload }) => payload['active']);
  const typing = (expiresInMs: number, participant: typeof bob = bob) =>
    world.frame('typing:changed', {
      conversationId: 'c1',
      participant,
      audience: 'all',
      expiresInMs,
    });
  return { world, client, names, told, typing };
}

describe('others who write', () => {
  it('TYP-1: a lease ends by itself', async () => {
    const { world, names, typing } = desk();
    typing(6_000);
    await world.clock.advance(5_999);
    expect(names('c1')).toEqual(['Bob']);
    await world.clock.advance(1);
    expect(names('c1')).toEqual([]);
  });

  it('TYP-1: a renewed lease lasts from its renewal', async () => {
    const { world, names, typing } = desk();
    typing(6_000);
    await world.clock.advance(4_000);
    typing(6_000);
    await world.clock.advance(5_999);
    expect(names('c1')).toEqual(['Bob']);
    await world.clock.advance(1);
    expect(names('c1')).toEqual([]);
  });

  it('TYP-1: ends at once when told, and with the connection', () => {
    const { world, names, typing } = desk();
    typing(6_000);
    typing(0);
    expect(names('c1')).toEqual([]);
    typing(6_000);
    world.drop();
    expect(names('c1')).toEqual([]);
  });

  it('TYP-1: nobody writes for ever by a mistake of the server, and oneself is never shown', async () => {
    const { world, names, typing } = desk();
    typing(3_600_000);
    typing(6_000, { ...bob, id: 'ada' as 'bob' });
    expect(names('c1')).toEqual(['Bob']);
    await world.clock.advance(2 * TIMES.typingLeaseMs);
    expect(names('c1')).toEqual([]);
  });
});

describe('writing oneself', () => {
  it('TYP-1: is told at most once per 3 s, whatever is typed', async () => {
    const { world, client, told } = desk();
    for (let ms = 0; ms < 6_000; ms += 100) {
      client.typing.keystroke('c1');
      await world.clock.advance(100);
    }
    expect(told()).toEqual([true, true]);
    client.typing.keystroke('c1');
    expect(told()).toEqual([true, true, true]);
  });

  it('TYP-1: is told anew when its audience changes', () => {
    const { world, client } = desk();
    client.typing.keystroke('c1', 'all');
    client.typing.keystroke('c1', 'staff');
    expect(world.all('typing:set').map(({ payload }) => payload['audience'])).toEqual([
      'all',
      'staff',
    ]);
  });

  it('TYP-1: stops on sending, once', async () => {
    const { world, client, told } = desk();
    client.typing.keystroke('c1');
    await client.messages.send({ conversationId: 'c1', body: 'Hello' });
    client.typing.stop('c1');
    await world.clock.advance(60_000);
    expect(told()).toEqual([true, false]);
  });

  it('TYP-1: stops by itself in silence', async () => {
    const { world, client, told } = desk();
    client.typing.keystroke('c1');
    await world.clock.advance(14_999);
    expect(told()).toEqual([true]);
    await world.clock.advance(1);
    expect(told()).toEqual([true, false]);
  });

  it("TYP-1: is nobody's business before a conversation exists", () => {
    const { client, told } = desk();
    client.typing.keystroke('local:client-1');
    expect(told()).toEqual([]);
  });
});
