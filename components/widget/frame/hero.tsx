import type { StaffOnDuty } from '@/lib/contracts/people';
import { AgentFaces } from './agent-avatar';
import { HeaderButtons, StatusText, type HeaderProps } from './header';
import { BackIcon } from './icons';
import { usePhrases } from './phrases';
import type { StatusLine } from './status-line';

export interface HeroProps extends Pick<HeaderProps, 'sound' | 'onSound' | 'onClose' | 'bell'> {
  siteName: string;
  staff: readonly StaffOnDuty[];
  line: StatusLine;
  onBack?: (() => void) | null;
  /** The site's own words below the question. */
  text?: string;
  className: string;
}

const button =
  'flex size-9 shrink-0 items-center justify-center rounded-card transition-colors hover:bg-current/12 focus-visible:outline-current touch:size-11';

/** The site's colour, its name, the question, and who is there: above the list and the first message. */
export function Hero(props: HeroProps) {
  const book = usePhrases();
  return (
    <header
      className={`shrink-0 bg-brand px-5 pt-3 text-on-brand [background-image:linear-gradient(to_bottom,transparent,oklch(0_0_0/0.1))] ${props.className}`}
    >
      <div className="-me-3 flex h-10 items-center gap-1">
        {props.onBack ? (
          <button
            type="button"
            className={`${button} -ms-3`}
            aria-label={book.say('back')}
            title={book.say('back')}
            onClick={props.onBack}
          >
            <BackIcon />
          </button>
        ) : null}
        <p className="min-w-0 flex-1 truncate text-sm font-medium">{props.siteName}</p>
        <HeaderButtons {...props} className={button} />
      </div>
      <h1
        data-heading
        tabIndex={-1}
        className="mt-4 text-2xl font-semibold tracking-tight outline-none"
      >
        {book.say('welcome')}
      </h1>
      {props.text ? (
        <p dir="auto" className="mt-1 text-[0.9375rem] leading-snug text-pretty">
          {props.text}
        </p>
      ) : null}
      <div className="mt-4 flex items-center gap-3 [--face-ring:var(--brand)]">
        {props.staff.length > 0 ? <AgentFaces people={props.staff} /> : null}
        <StatusText line={props.line} className="text-on-brand" dot="ring-2 ring-on-brand" />
      </div>
    </header>
  );
}
