import { usePhrases } from './phrases';

export interface BellProps {
  /** Notifications that nobody has seen. */
  news: number;
  className: string;
  onPress: () => void;
}

/** Opens the inbox. */
export function Bell({ news, className, onPress }: BellProps) {
  const book = usePhrases();
  return (
    <button
      type="button"
      className={`relative ${className}`}
      aria-label={news > 0 ? book.count('notificationsNew', news) : book.say('notifications')}
      title={book.say('notifications')}
      onClick={onPress}
    >
      <svg
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        className="size-5"
      >
        <path d="M4.5 16.5s1.7-1 1.7-6a5.8 5.8 0 0 1 11.6 0c0 5 1.7 6 1.7 6ZM10.3 19.8q1.7 1.5 3.4 0" />
      </svg>
      {news > 0 ? (
        <span
          aria-hidden="true"
          className="absolute end-0.5 top-0.5 min-w-4 rounded-full bg-failed px-1 text-[0.6875rem] leading-4 font-semibold text-on-failed tabular"
        >
          {news > 99 ? '99+' : news}
        </span>
      ) : null}
    </button>
  );
}
