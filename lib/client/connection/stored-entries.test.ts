import { expect, it } from 'vitest';
import { buildStaffClient } from '../build-staff-client';
import type { QueueStorage } from '../environment';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { conversation } from '../simulation/scripted-rows';

const silence = <T>() => new Promise<T>(() => {});

/** A request that some browsers forget. */
const silent: QueueStorage = {
  load: silence,
  add: silence,
  update: silence,
  remove: silence,
  rekey: silence,
};

it('DEL-3: storage that never answers holds up no message, and its loss is said', async () => {
  const world = new ScriptedEnvironment();
  world.env.queueStorage = silent;
  const client = buildStaffClient(world.env, { self: { kind: 'member', id: 'ada', name: 'Ada' } });
  client.start();
  world.greet();
  client.conversations.open('c1');
  await world.last('conversation:subscribe').ok({
    conversation: conversation(1, { version: 1 }),
    events: [],
    headSeq: 0,
    hasMore: false,
    reset: false,
    receipts: [],
    own: { deliveredSeq: 0, readSeq: 0, readCount: 0 },
    typing: [],
    presence: {},
  });
  void client.messages.send({ conversationId: 'c1', kind: 'text', body: 'Is anybody there?' });
  await world.clock.advance(30_000);
  expect(world.all('message:send').map(({ payload }) => payload['body'])).toContain(
    'Is anybody there?',
  );
  expect(client.connection.getState().persistent).toBe(false);
  expect(world.reported).not.toEqual([]);
});
