import { expect, test } from 'vitest';
import type { Ack } from '@/lib/contracts/socket-events';
import { telemetry } from '@/lib/platform/telemetry/telemetry';
import type { Connection } from './connection';
import { onFrame } from './gateway';
import { finish } from './in-flight';

test('a frame refused because the connection has to move is counted under its name, an invented one under none', async () => {
  const connection = {
    id: 'one',
    data: { actor: { kind: 'member', id: 'somebody' } },
  } as Connection;
  await finish(connection);
  const ask = (event: string) =>
    new Promise<Ack<unknown>>((resolve) => onFrame.call(connection, event, {}, resolve));

  for (const event of ['message:send', 'toString', '__proto__']) {
    expect(await ask(event)).toMatchObject({ ok: false, error: { code: 'draining' } });
  }

  expect([...telemetry().frames].map(([event, outcomes]) => [event, [...outcomes]])).toEqual([
    ['message:send', [['draining', 1]]],
    ['unknown', [['draining', 2]]],
  ]);
});
