import type { ReactNode } from 'react';
import type { StaffOnDuty } from '@/lib/contracts/people';
import { AgentFaces } from './agent-avatar';
import { BackIcon, CloseIcon, SoundIcon } from './icons';
import { usePhrases } from './phrases';
import type { StatusLine } from './status-line';

export interface HeaderProps {
  title: string;
  staff: readonly StaffOnDuty[];
  line: StatusLine;
  /** Null where there is nowhere to go back to. */
  onBack: (() => void) | null;
  /** Null when the chat is a page of its own. */
  onClose: (() => void) | null;
  sound: boolean;
  onSound: (on: boolean) => void;
  /** Leads to the inbox; null while nobody is known. */
  bell: ((className: string) => ReactNode) | null;
  /** Something waits in another conversation. */
  unreadElsewhere: boolean;
}

export const iconButton =
  'relative flex size-9 shrink-0 items-center justify-center rounded-card text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:size-11';

/** Above a thread: way back, faces, name, and the one true line about who is there. */
export function Header(props: HeaderProps) {
  const book = usePhrases();
  return (
    <header className="relative z-10 flex items-center gap-1 border-b bg-surface px-2 py-2">
      {props.onBack ? (
        <button
          type="button"
          className={iconButton}
          aria-label={book.say('back')}
          title={book.say('back')}
          onClick={props.onBack}
        >
          <BackIcon />
          {props.unreadElsewhere ? (
            <span
              aria-hidden="true"
              className="absolute end-1 top-1 size-2 rounded-full bg-failed ring-2 ring-surface"
            />
          ) : null}
        </button>
      ) : (
        <span className="w-2" />
      )}
      {props.staff.length > 0 ? (
        <span className="me-1.5 flex [--face-ring:var(--surface)]">
          <AgentFaces people={props.staff} />
        </span>
      ) : null}
      <div className="min-w-0 flex-1 px-1">
        <h1
          data-heading
          tabIndex={-1}
          className="truncate text-[0.9375rem] leading-5 font-semibold outline-none"
        >
          {props.title}
        </h1>
        <StatusText line={props.line} />
      </div>
      <HeaderButtons {...props} className={iconButton} />
    </header>
  );
}

export function StatusText({
  line,
  className = 'text-secondary',
  dot = '',
}: {
  line: StatusLine;
  className?: string;
  /** More for the dot, where it stands on a colour. */
  dot?: string;
}) {
  return (
    <p
      className={`flex items-start gap-1.5 text-xs ${className}`}
      data-tone={line.tone}
      data-testid="status-line"
    >
      {line.tone === 'live' ? (
        <span aria-hidden="true" className={`mt-1 size-2 shrink-0 rounded-full bg-live ${dot}`} />
      ) : line.tone === 'trouble' ? (
        <span
          aria-hidden="true"
          className={`mt-1 size-2 shrink-0 animate-pulse-live rounded-full bg-waiting ${dot}`}
        />
      ) : null}
      <span className="line-clamp-2">{line.text || '\u00a0'}</span>
    </p>
  );
}

export function HeaderButtons(
  props: Pick<HeaderProps, 'sound' | 'onSound' | 'onClose' | 'bell'> & { className: string },
) {
  const book = usePhrases();
  const sound = book.say(props.sound ? 'soundOff' : 'soundOn');
  return (
    <>
      {props.bell?.(props.className)}
      <button
        type="button"
        className={props.className}
        aria-label={sound}
        title={sound}
        onClick={() => props.onSound(!props.sound)}
      >
        <SoundIcon on={props.sound} />
      </button>
      {props.onClose ? (
        <button
          type="button"
          className={props.className}
          aria-label={book.say('closeChat')}
          title={book.say('closeChat')}
          onClick={props.onClose}
        >
          <CloseIcon />
        </button>
      ) : null}
    </>
  );
}
