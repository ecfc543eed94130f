import { CloseIcon } from './icons';
import { iconButton } from './header';
import { usePhrases } from './phrases';
import type { PhraseKey } from '../strings/phrase-book';
import type { QuietPhase } from './quiet-phase';

const WORDS = {
  sign_in_needed: ['signInNeeded', 'signInNeededHint'],
  identity_rejected: ['identityRejected', 'identityRejectedHint'],
  unavailable: ['unavailable', 'unavailableHint'],
  unreachable: ['unreachable', 'unreachableHint'],
} as const satisfies Record<QuietPhase, readonly [PhraseKey, PhraseKey]>;

export interface QuietScreenProps {
  phase: QuietPhase;
  onTryAgain: () => void;
  onClose: (() => void) | null;
}

/** When there can be no chat right now: why, and what to do. */
export function QuietScreen({ phase, onTryAgain, onClose }: QuietScreenProps) {
  const book = usePhrases();
  const [title, hint] = WORDS[phase];
  return (
    <div className="flex flex-1 flex-col">
      <div className="flex justify-end p-2">
        {onClose ? (
          <button
            type="button"
            className={iconButton}
            aria-label={book.say('closeChat')}
            onClick={onClose}
          >
            <CloseIcon />
          </button>
        ) : null}
      </div>
      <div
        role="status"
        className="flex flex-1 flex-col items-center justify-center gap-2 px-10 pb-20 text-center"
      >
        <svg
          viewBox="0 0 48 48"
          fill="none"
          aria-hidden="true"
          className="mb-2 size-12 text-brand-text"
        >
          <path
            d="M14 29v2.400c0 6 4 10 10 10s10-4 10-10V16"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
            strokeDasharray="1 6"
          />
          <circle cx="14" cy="17" r="9" stroke="currentColor" strokeWidth="3" />
          <circle cx="34" cy="12" r="5" fill="currentColor" />
        </svg>
        <h1 data-heading tabIndex={-1} className="text-lg font-semibold text-balance outline-none">
          {book.say(title)}
        </h1>
        <p className="text-sm leading-relaxed text-balance text-secondary">{book.say(hint)}</p>
        {phase === 'unreachable' ? (
          <button
            type="button"
            data-autofocus
            onClick={onTryAgain}
            className="mt-4 rounded-full bg-brand px-5 py-2.5 text-sm font-medium text-on-brand touch:min-h-11"
          >
            {book.say('tryAgain')}
          </button>
        ) : null}
      </div>
    </div>
  );
}
