/**
 * Keeps drawing from falling behind what comes in. Each frame of the socket changes a store, and a page
 * that is drawn for each of a burst is seconds late at its end on a slow machine. The first change
 * after a pause is told at once; what follows it closely is told together, once per animation frame.
 */

/** Changes nearer to the last than this belong to its burst. */
const BURST_MS = 100;

export interface PaceSurroundings {
  /** Milliseconds, monotonic. */
  now(): number;
  /** A hidden page draws nothing and its frames stand still: there, all is told at once. */
  hidden(): boolean;
  /** Runs once with the next animation frame, or soon if there is none (a frame that is not shown). */
  nextFrame(run: () => void): void;
}

export type Subscribe = (changed: () => void) => () => void;

/** One pace for everything that draws a page, so that a change seen in two places is drawn in one go. */
export function createPace(surroundings: PaceSurroundings): (subscribe: Subscribe) => Subscribe {
  const waiting = new Set<() => void>();
  let told = -Infinity;
  /** Within the first change of a burst: the others who hear of it hear it now too. */
  let telling = false;

  const flush = () => {
    told = surroundings.now();
    const listeners = [...waiting];
    waiting.clear();
    for (const listener of listeners) listener();
  };

  const tell = (listener: () => void) => {
    if (telling || surroundings.hidden()) return listener();
    if (waiting.size === 0 && surroundings.now() - told > BURST_MS) {
      telling = true;
      queueMicrotask(() => {
        telling = false;
      });
      told = surroundings.now();
      return listener();
    }
    if (waiting.size === 0) surroundings.nextFrame(flush);
    waiting.add(listener);
  };

  return (subscribe) => (changed) => {
    // Of its own for each subscription: the same function may have been given twice.
    const listener = () => changed();
    const leave = subscribe(() => tell(listener));
    return () => {
      waiting.delete(listener);
      leave();
    };
  };
}

const NO_FRAME_MS = 100;

/** The pace of this page. */
export const paced = createPace({
  now: () => performance.now(),
  hidden: () => document.hidden,
  nextFrame(run) {
    let due = true;
    const once = () => {
      if (due) run();
      due = false;
    };
    requestAnimationFrame(once);
    setTimeout(once, NO_FRAME_MS);
  },
});
