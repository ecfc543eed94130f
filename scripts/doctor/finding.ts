/** What the doctor says: one line per check, and what to change where something is broken. */

export type Verdict = 'ok' | 'broken' | 'warning' | 'skipped';

export interface Finding {
  /** One word: which part was looked at. */
  check: string;
  verdict: Verdict;
  text: string;
  /** What to change, and where it is written. */
  fix?: string;
}

export type Tell = (finding: Finding) => void;

/** Sections of docs/runbook.md that findings lead to; a test holds them to the document. */
export const SECTIONS = {
  proxy: 'Behind a reverse proxy',
  several: 'Several nodes',
  balancer: 'The balancer',
  redis: 'Redis',
  health: 'Health',
  stop: 'Stop',
  wrong: 'When something is wrong',
} as const;

/** «Do this. docs/runbook.md, «Section».» */
export const advise = (what: string, section: keyof typeof SECTIONS): string =>
  `${what} See docs/runbook.md, «${SECTIONS[section]}».`;
