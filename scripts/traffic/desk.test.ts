import { expect, test } from 'vitest';
import type { Agent } from './agent';
import { Desk } from './desk';
import { Trouble, type Stage } from './stage';

class Over extends Error {}

/** A desk of two, whose breaks go on for so many pauses; each answer is taken from `answers`, then all are good. */
async function breaks(pauses: number, answers: boolean[]) {
  const told: string[] = [];
  const stage = {
    pause: () => (pauses-- > 0 ? Promise.resolve() : Promise.reject(new Over())),
    trouble: (_what: string, error: Error) => told.push(error.message),
  } as unknown as Stage;
  const agent = (id: string) => {
    const made = { id, active: 0, away: false };
    return Object.assign(made, {
      available: (yes: boolean) => {
        if (answers.shift() === false) return Promise.reject(new Trouble(`${id} ${yes}`));
        made.away = !yes;
        return Promise.resolve();
      },
    }) as unknown as Agent;
  };
  const desk = new Desk(stage, [agent('one'), agent('two')]);
  await expect(desk.takeBreaks()).rejects.toThrow(Over);
  return { told, away: desk.agents.filter(({ away }) => away).map(({ id }) => id), desk };
}

test('whose break is refused stays at the desk, and the next one goes', async () => {
  // Before one's, before two's, and two is away when it is over.
  expect(await breaks(2, [false])).toMatchObject({ told: ['one false'], away: ['two'] });
});

test('whose return is refused asks again until it is back, and the breaks go on', async () => {
  const { told, away, desk } = await breaks(5, [true, false, false]);
  expect(told).toEqual(['one true', 'one true']);
  expect(away).toEqual(['two']);
  expect(await desk.seize()).toMatchObject({ id: 'one' });
});
