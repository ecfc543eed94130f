import { expect, test } from 'vitest';
import { InProcessBus, type BusMessage } from './bus';

const message: BusMessage = { kind: 'inbox-changed', workspaceId: 'w' };

test('every subscriber gets every message, in order, until it ends its subscription', () => {
  const bus = new InProcessBus();
  const heard: string[] = [];
  const end = bus.subscribe(({ kind }) => heard.push(`one ${kind}`));
  bus.subscribe(({ kind }) => heard.push(`two ${kind}`));
  bus.publish(message);
  end();
  bus.publish({ kind: 'staff-changed', workspaceId: 'w' });
  expect(heard).toEqual(['one inbox-changed', 'two inbox-changed', 'two staff-changed']);
});

test('a subscriber that throws harms neither the publisher nor the others', () => {
  const bus = new InProcessBus();
  const heard: BusMessage[] = [];
  bus.subscribe(() => {
    throw new Error('a fault');
  });
  bus.subscribe((got) => heard.push(got));
  expect(() => bus.publish(message)).not.toThrow();
  expect(heard).toEqual([message]);
});
