import type { SessionPhase } from '../session/visitor-session';

/** Phases in which there can be no chat right now. */
const QUIET = ['sign_in_needed', 'identity_rejected', 'unavailable', 'unreachable'] as const;
export type QuietPhase = (typeof QUIET)[number];

export const isQuiet = (phase: SessionPhase): phase is QuietPhase =>
  (QUIET as readonly SessionPhase[]).includes(phase);
