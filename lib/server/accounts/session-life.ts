/**
 * A staff session ends 90 days after sign-in whatever happens (`expires_at`), and after 30 days
 * without use (`updated_at` is the time of last use, moved at most every ten minutes). A console
 * that stays connected counts as use.
 */
export const SESSION_LIFE = {
  absoluteSeconds: 90 * 24 * 3_600,
  idleSeconds: 30 * 24 * 3_600,
  touchEverySeconds: 600,
} as const;
