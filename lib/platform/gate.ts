/**
 * So many at once, and a queue with an end before it, in order of arrival: for work that must not take
 * what others need. Per process.
 */
import { AppError } from '@/lib/contracts/errors';

export interface Gate {
  /**
   * Waits for a place; the answer gives it back, once however often it is called. Throws `unavailable`
   * when the queue is full, and when `signal` is aborted before there is a place. `patient` takes its
   * turn in a full queue too: only for what is bounded in number otherwise.
   */
  enter(options?: { signal?: AbortSignal; patient?: boolean }): Promise<() => void>;
}

export function createGate(bounds: {
  atOnce: number;
  waiting: number;
  /** Told to who finds the queue full. */
  message: string;
  retryAfterMs: number;
}): Gate {
  const { atOnce, message, retryAfterMs } = bounds;
  const queue = new Set<() => void>();
  let inside = 0;

  const leave = () => {
    inside -= 1;
    const [next] = queue;
    next?.();
  };
  /** Takes a place. */
  const place = () => {
    inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  };

  return {
    enter: async ({ signal, patient = false } = {}) => {
      if (signal?.aborted) throw gone();
      if (inside < atOnce) return place();
      if (!patient && queue.size >= bounds.waiting) {
        throw new AppError('unavailable', { message, retryAfterMs });
      }
      return new Promise((resolve, reject) => {
        const turn = () => {
          queue.delete(turn);
          signal?.removeEventListener('abort', giveUp);
          resolve(place());
        };
        const giveUp = () => {
          queue.delete(turn);
          reject(gone());
        };
        queue.add(turn);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}

/** Read by nobody. */
const gone = () => new AppError('unavailable', { message: 'The request was given up.' });
