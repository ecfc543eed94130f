import type { RatingScore } from '@/lib/contracts/conversation-events';

const MOUTHS: Record<RatingScore, string> = {
  1: 'M8.2 16.4c.9-1.7 2.2-2.5 3.8-2.5s2.9.8 3.8 2.5',
  2: 'M8.6 15.8c1-.9 2.1-1.3 3.4-1.3s2.4.4 3.4 1.3',
  3: 'M8.6 15.2h6.8',
  4: 'M8.6 14.4c1 .9 2.1 1.4 3.4 1.4s2.4-.5 3.4-1.4',
  5: 'M8 13.8h8c-.4 2.2-1.9 3.4-4 3.4s-3.6-1.2-4-3.4Z',
};

/** A picture beside the word that says it. */
export function Face({ score, className = '' }: { score: RatingScore; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      <circle cx="12" cy="12" r="9.2" />
      <path d={`M9 9.6v.5M15 9.6v.5${MOUTHS[score]}`} />
    </svg>
  );
}
