/** How fast and how much: everything about simulated traffic that needs no clock and no network. */
import type { Dice } from '@/lib/client/simulation/dice';
import { exponential } from '@/prisma/seeds/demo-script';

export interface Pace {
  /** Mean time between two visitors. */
  everyMs: number;
  /** Delays of people are multiplied by this. */
  hurry: number;
}

/** A few times below the product's limits of one address, which the person at the keyboard shares. */
export const PACES = {
  calm: { everyMs: 10_000, hurry: 1.25 },
  busy: { everyMs: 6_000, hurry: 0.5 },
} as const satisfies Record<string, Pace>;
export type PaceName = keyof typeof PACES;

export const BOUNDS = {
  /** Visitors with an open connection. */
  visitors: 12,
  /** Conversations that one simulated agent has at once. */
  perAgent: 3,
  /** Conversations that wait for a free agent; whoever comes then only looks around. */
  queue: 5,
  /** Unassigned ones of everybody, above which none more is left lying. */
  unassigned: 6,
  /** Open ones of a person, above which nothing more is handed to them. */
  perPerson: 5,
  /** A person is named no more often than this. */
  askEveryMs: 180_000,
} as const;

/** `--traffic` or `--traffic=busy`. @throws Error on words that mean nothing */
export function readPace(words: readonly string[]): PaceName | null {
  let pace: PaceName | null = null;
  for (const word of words) {
    const [, name] = /^--traffic(?:=(.*))?$/.exec(word) ?? [];
    if (word === '--traffic') pace = 'calm';
    else if (name !== undefined && Object.hasOwn(PACES, name)) pace = name as PaceName;
    else throw new Error(`${word} means nothing here. There is --traffic and --traffic=busy.`);
  }
  return pace;
}

const WAVE_MS = 240_000;
const WAVE_DEPTH = 0.6;
/** So many come at once, so that there is something to see. */
const FIRST = { visitors: 5, everyMs: 1_500 };

/** Times of arrival in ms since the start: by chance, in waves, `everyMs` apart on average. */
export function* arrivals(dice: Dice, everyMs: number): Generator<number, never> {
  let at = 0;
  for (let n = 0; n < FIRST.visitors; n += 1) yield (at += exponential(dice, FIRST.everyMs));
  for (;;) {
    at += exponential(dice, everyMs / (1 + WAVE_DEPTH));
    const wave = 1 + WAVE_DEPTH * Math.sin((2 * Math.PI * at) / WAVE_MS);
    if (dice.chance(wave / (1 + WAVE_DEPTH))) yield at;
  }
}

/**
 * What becomes of a visitor. `looks`: says nothing. `answered`: as scripted. `asks`: a person is named in
 * a note. `handed`: a person gets it. `left`: nobody takes it for a while. `returns`: leaves before the
 * answer and comes back.
 */
export type Fate = 'looks' | 'answered' | 'asks' | 'handed' | 'left' | 'returns';

const FATES = { looks: 18, answered: 55, asks: 6, handed: 7, left: 6, returns: 8 };
/** So that all of it is there within the first minute or two. */
const FIRST_FATES: readonly Fate[] = [
  ...(['answered', 'asks', 'handed', 'left', 'answered'] as const),
  ...(['looks', 'handed', 'answered', 'returns', 'answered', 'asks'] as const),
];

export function* fates(dice: Dice): Generator<Fate, never> {
  yield* FIRST_FATES;
  for (;;) yield dice.weighted(FATES);
}
