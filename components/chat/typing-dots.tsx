export interface TypingDotsProps {
  /** Who is writing, in words. Announced by the caller, throttled; here only a picture's name. */
  label: string;
  className?: string;
}

/** Three dots in a bubble, in the place where the message will appear. */
export function TypingDots({ label, className = '' }: TypingDotsProps) {
  return (
    <span
      role="img"
      aria-label={label}
      data-testid="typing"
      className={`inline-flex h-9 items-center gap-1 rounded-bubble bg-bubble-in px-3.5 ${className}`}
    >
      {[0, 160, 320].map((delay) => (
        <span
          key={delay}
          className="size-1.5 animate-pulse-live rounded-full bg-secondary"
          style={{ animationDelay: `${delay}ms`, animationDuration: '1.1s' }}
        />
      ))}
    </span>
  );
}
