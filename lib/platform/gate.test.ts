import { describe, expect, test } from 'vitest';
import { createGate } from './gate';

const gate = (atOnce: number, waiting: number) =>
  createGate({ atOnce, waiting, message: 'Busy.', retryAfterMs: 2_000 });
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a gate', () => {
  test('lets so many in at once, the others in order of arrival', async () => {
    const { enter } = gate(2, 5);
    const order: number[] = [];
    const leave = [await enter(), await enter()];
    const later = [3, 4].map(async (number) => {
      leave.push(await enter());
      order.push(number);
    });
    await settled();
    expect(order).toEqual([]);
    leave[0]!();
    leave[0]!();
    await later[0];
    await settled();
    expect(order).toEqual([3]);
    leave[1]!();
    await later[1];
    expect(order).toEqual([3, 4]);
  });

  test('turns away who finds the queue full, and says when to come back', async () => {
    const { enter } = gate(1, 1);
    const leave = await enter();
    const second = enter();
    await expect(enter()).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 });
    const patient = enter({ patient: true });
    leave();
    (await second)();
    (await patient)();
    (await enter())();
  });

  test('never starts who has gone while waiting, and his place in the queue is free', async () => {
    const { enter } = gate(1, 1);
    const leave = await enter();
    const client = new AbortController();
    const waiting = enter({ signal: client.signal });
    client.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    await expect(enter({ signal: client.signal })).rejects.toMatchObject({ code: 'unavailable' });
    const next = enter();
    leave();
    (await next)();
  });
});
