import { beforeEach, describe, expect, test } from 'vitest';
import { createStore } from '../create-store';
import { createPace, type PaceSurroundings } from './pace';

describe('the pace at which changes are drawn', () => {
  let time = 1_000;
  let hidden = false;
  let frames: (() => void)[] = [];
  const surroundings: PaceSurroundings = {
    now: () => time,
    hidden: () => hidden,
    nextFrame: (run) => frames.push(run),
  };
  const frame = () => {
    const due = frames;
    frames = [];
    time += 16;
    for (const run of due) run();
  };
  /** A store and what two places on the page have drawn of it. */
  const page = () => {
    const store = createStore(0);
    const subscribe = createPace(surroundings)(store.subscribe);
    const drawn: [number[], number[]] = [[], []];
    const leave = drawn.map((seen) => subscribe(() => seen.push(store.getState())));
    return { store, drawn, leave: () => leave.forEach((go) => go()) };
  };

  beforeEach(() => {
    time = 1_000;
    hidden = false;
    frames = [];
  });

  test('the first change after a pause is told at once, everywhere', () => {
    const { store, drawn } = page();
    store.setState(1);
    expect(drawn).toEqual([[1], [1]]);
    expect(frames).toHaveLength(0);
  });

  test('a burst is told once per frame, and its last state is never left out', async () => {
    const { store, drawn } = page();
    for (let at = 1; at <= 50; at++) {
      store.setState(at);
      await Promise.resolve();
    }
    expect(drawn).toEqual([[1], [1]]);
    frame();
    expect(drawn).toEqual([
      [1, 50],
      [1, 50],
    ]);
    store.setState(51);
    frame();
    expect(drawn[0]).toEqual([1, 50, 51]);
    expect(frames).toHaveLength(0);
  });

  test('after a pause it is at once again', async () => {
    const { store, drawn } = page();
    store.setState(1);
    await Promise.resolve();
    time += 101;
    store.setState(2);
    expect(drawn[0]).toEqual([1, 2]);
  });

  test('a hidden page, whose frames stand still, is told everything', async () => {
    const { store, drawn } = page();
    hidden = true;
    for (let at = 1; at <= 3; at++) {
      store.setState(at);
      await Promise.resolve();
    }
    expect(drawn[0]).toEqual([1, 2, 3]);
  });

  test('who has left is told nothing more', async () => {
    const { store, drawn, leave } = page();
    store.setState(1);
    await Promise.resolve();
    store.setState(2);
    leave();
    frame();
    expect(drawn[0]).toEqual([1]);
  });
});
