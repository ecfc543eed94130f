import { useEffect, useRef, useState, type FocusEvent } from 'react';
import type { RatingAnswer } from '@/lib/client/visitor/rating-sender';
import type { RatingScore } from '@/lib/contracts/conversation-events';
import { LIMITS } from '@/lib/contracts/limits';
import { usePhrases } from '../frame/phrases';
import { Face } from './face';

const SCORES = [1, 2, 3, 4, 5] as const satisfies readonly RatingScore[];
/** Arrow keys pass over choices on their way: one that they rest on this long is meant. */
const REST_MS = 1_000;
const COUNTED_FROM = 100;

export interface RatingFormProps {
  id: string;
  /** As it stands; null = not answered yet. */
  answer: RatingAnswer | null;
  /** Each choice at once, and again with its comment. */
  onAnswer: (answer: RatingAnswer) => void;
  onDone: () => void;
}

export function RatingForm({ id, answer, onAnswer, onDone }: RatingFormProps) {
  const book = usePhrases();
  const [comment, setComment] = useState(answer?.comment ?? '');
  const { score, choose, settle, byKeys } = useChoice(answer?.score ?? null, (chosen) =>
    onAnswer({ score: chosen, comment: answer?.comment ?? null }),
  );
  const left = LIMITS.ratingCommentChars - comment.length;
  const send = () => {
    if (score === null) return;
    const said = comment.trim();
    settle(false);
    onAnswer({ score, comment: said === '' ? null : said });
    onDone();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset onKeyDown={() => byKeys(true)} onPointerDown={() => byKeys(false)}>
        <legend className="w-full text-center text-sm font-semibold">{book.say('rateAsk')}</legend>
        <div className="mt-2 grid grid-cols-5 gap-0.5">
          {SCORES.map((each) => (
            <label
              key={each}
              className="flex min-w-0 cursor-pointer flex-col items-center gap-1 rounded-control px-0.5 pt-2 pb-1.5 text-secondary transition-colors hover:bg-fill-hover has-checked:text-brand-text has-checked:ring-1 has-checked:ring-current has-checked:ring-inset has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus motion-reduce:transition-none"
            >
              <input
                type="radio"
                name={id}
                value={each}
                checked={score === each}
                onChange={() => choose(each)}
                onBlur={(event: FocusEvent<HTMLInputElement>) => {
                  // Within the group it is a passing by.
                  const to = event.relatedTarget;
                  if (!(to instanceof HTMLInputElement && to.name === id)) settle(true);
                }}
                className="sr-only"
              />
              <Face score={each} className="size-8" />
              <span className="text-center text-[0.6875rem] leading-tight text-balance">
                {book.say(`rate${each}`)}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {score === null ? null : (
        <div className="mt-3 animate-rise">
          <label htmlFor={`${id}-comment`} className="text-sm font-medium">
            {book.say('rateComment')}
          </label>
          <textarea
            id={`${id}-comment`}
            // Empty it is written in the direction of its placeholder.
            dir={comment === '' ? undefined : 'auto'}
            rows={2}
            value={comment}
            maxLength={LIMITS.ratingCommentChars}
            placeholder={book.say('rateCommentHint')}
            onChange={(event) => setComment(event.target.value)}
            className="mt-1 block w-full resize-none rounded-control border border-border-control bg-surface px-2.5 py-2 text-sm placeholder:text-secondary"
          />
          <div className="mt-2 flex items-center justify-end gap-3">
            {left > COUNTED_FROM ? null : (
              <span className="me-auto text-xs text-secondary tabular">
                {book.count('charactersLeft', left)}
              </span>
            )}
            <button
              type="submit"
              className="h-9 rounded-full bg-brand px-4 text-sm font-medium text-on-brand touch:h-11"
            >
              {book.say('send')}
            </button>
          </div>
        </div>
      )}
    </form>
  );
}

/**
 * A press is an answer at once; one by keys when it has rested, or when the group is left. What was
 * chosen and not yet given when the form goes away is given then.
 */
function useChoice(given: RatingScore | null, give: (score: RatingScore) => void) {
  const [held, setHeld] = useState<RatingScore | null>(null);
  const keys = useRef(false);
  const waiting = useRef<{ score: RatingScore; timer: ReturnType<typeof setTimeout> } | null>(null);
  const latest = useRef(give);
  useEffect(() => {
    latest.current = give;
  });

  const settle = (gives: boolean) => {
    const { current } = waiting;
    if (!current) return;
    waiting.current = null;
    clearTimeout(current.timer);
    if (gives) latest.current(current.score);
  };
  useEffect(() => () => settle(true), []);

  const choose = (score: RatingScore) => {
    settle(false);
    setHeld(score);
    if (keys.current) {
      waiting.current = { score, timer: setTimeout(() => settle(true), REST_MS) };
    } else {
      latest.current(score);
    }
  };
  return {
    score: held ?? given,
    choose,
    settle,
    byKeys: (are: boolean) => {
      keys.current = are;
    },
  };
}
