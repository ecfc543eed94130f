/** Clock: not at the server yet. One tick: sent. Two: delivered. Two filled: read. */
export type ReceiptTicksState = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface ReceiptTicksProps {
  state: ReceiptTicksState;
  /** The state in words: the accessible name. */
  label: string;
  className?: string;
}

export function ReceiptTicks({ state, label, className = '' }: ReceiptTicksProps) {
  const tone = state === 'read' ? 'text-accent-text' : state === 'failed' ? 'text-failed-text' : '';
  return (
    <svg
      role="img"
      aria-label={label}
      data-state={state}
      viewBox="0 0 18 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`inline-block h-3 w-4.5 shrink-0 ${tone} ${className}`}
    >
      {drawing(state)}
    </svg>
  );
}

function drawing(state: ReceiptTicksState) {
  switch (state) {
    case 'queued':
    case 'sending':
      return (
        <>
          <circle cx="9" cy="6" r="4.6" />
          <path d="M9 3.6V6l1.6 1" />
        </>
      );
    case 'failed':
      return (
        <>
          <circle cx="9" cy="6" r="5" />
          <path d="M9 3.4v3M9 8.5v.1" />
        </>
      );
    case 'sent':
      return <path d="m5 6.4 2.6 2.6L13 3.2" />;
    case 'delivered':
      return <path d="m2 6.4 2.6 2.6L10 3.2M8.4 8.2l.8.8L14.8 3.2" />;
    case 'read':
      // Filled: a solid shape, so that it differs from "delivered" without its colour.
      return (
        <>
          <rect
            x=".75"
            y=".75"
            width="16.5"
            height="10.5"
            rx="5.25"
            fill="currentColor"
            stroke="none"
          />
          <path
            d="m3.6 6.3 2.1 2.1 4-4.4M8.7 7.7l.7.7 4.1-4.4"
            stroke="var(--surface)"
            strokeWidth="1.4"
          />
        </>
      );
  }
}
