/**
 * A conversation as a script: who does what, and how long they think before. The same one is played
 * live by simulated people and written into the past for the reports. The dice decide everything, so a
 * seed gives the same conversation.
 */
import type { Dice } from '@/lib/client/simulation/dice';
import type { RatingScore } from '@/lib/contracts/conversation-events';
import type { LabelName } from './demo-conversations';
import { COMMENTS, MORE, MORE_ANSWERS, STORIES, THANKS, WORDS } from './demo-stories';

export type Act =
  | { by: 'visitor'; does: 'say'; text: string }
  | { by: 'visitor'; does: 'rate'; score: RatingScore; comment: string | null }
  | { by: 'desk'; does: 'take' | 'resolve' }
  | { by: 'desk'; does: 'say' | 'note'; text: string }
  | { by: 'desk'; does: 'label'; label: LabelName };

/** `thinkMs`: after the act before, and before the first letter is typed. */
export type Beat = Act & { thinkMs: number };

export interface Script {
  page: [path: string, title: string];
  /** The first is the visitor's question, the second that somebody takes it. */
  beats: Beat[];
}

const SCORES = { 5: 62, 4: 23, 3: 8, 2: 4, 1: 3 };
const TYPE_MS = { perLetter: 55, least: 1_200, most: 9_000 };

export const typingMs = (text: string): number =>
  Math.min(TYPE_MS.most, Math.max(TYPE_MS.least, text.length * TYPE_MS.perLetter));

/** Time between two of many events that come by chance, `meanMs` on average. */
export const exponential = (dice: Dice, meanMs: number): number =>
  -Math.log(1 - dice.random()) * meanMs;

/** Half are below `median`; the tail is long, as that of human delays is, and ends at `most`. */
export function human(dice: Dice, median: number, most = 8 * median): number {
  const normal =
    Math.sqrt(-2 * Math.log(1 - dice.random())) * Math.cos(2 * Math.PI * dice.random());
  return Math.round(Math.min(most, median * Math.exp(0.7 * normal)));
}

export function writeScript(dice: Dice): Script {
  const story = dice.pick(STORIES);
  const words = {
    order: `FF-${dice.whole(88_300, 89_999)}`,
    item: dice.pick(WORDS.item),
    colour: dice.pick(WORDS.colour),
    size: dice.pick(WORDS.size),
  };
  const fill = (text: string) =>
    text.replace(/\{(order|item|colour|size)\}/g, (_, name: keyof typeof words) => words[name]);
  const beats: Beat[] = [];
  const add = (medianMs: number, act: Act) =>
    beats.push({ ...act, thinkMs: human(dice, medianMs) });
  const ends = () => {
    add(9_000, { by: 'desk', does: 'resolve' });
    if (!dice.chance(0.68)) return;
    const score = Number(dice.weighted(SCORES)) as RatingScore;
    const comment = dice.chance(0.3) ? dice.pick(COMMENTS[score]) : null;
    add(7_000, { by: 'visitor', does: 'rate', score, comment });
  };

  add(3_000, { by: 'visitor', does: 'say', text: fill(dice.pick(story.opens)) });
  add(22_000, { by: 'desk', does: 'take' });
  for (const [at, [desk, visitor]] of story.turns.entries()) {
    add(at === 0 ? 5_000 : 9_000, { by: 'desk', does: 'say', text: fill(desk) });
    if (at === 0 && dice.chance(0.75)) {
      add(3_000, { by: 'desk', does: 'label', label: story.label });
    }
    if (at === 0 && story.note && dice.chance(0.6)) {
      add(5_000, { by: 'desk', does: 'note', text: story.note });
    }
    const last = at === story.turns.length - 1;
    const text = visitor ?? (last && dice.chance(0.4) ? dice.pick(THANKS) : null);
    if (text !== null) add(10_000, { by: 'visitor', does: 'say', text });
  }
  ends();
  if (dice.chance(0.08)) {
    const more = dice.whole(0, MORE.length - 1);
    add(25_000, { by: 'visitor', does: 'say', text: MORE[more]! });
    add(14_000, { by: 'desk', does: 'say', text: MORE_ANSWERS[more]! });
    ends();
  }
  const [path, title] = story.page;
  return { page: [path, fill(title)], beats };
}
