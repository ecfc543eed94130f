/**
 * For tests only: places at which a process can be made to die, so that a crash falls exactly between
 * two steps. Off unless `FAILPOINT_FILE` is set when the process starts, and then a call of a place is
 * a call of nothing. With it, whoever writes the name of a place into that file kills the process the
 * next time it comes by. `<file>.fired` then says what it was at.
 */
import fs from 'node:fs';

export const FAILPOINTS = [
  /** A message is committed; nobody is told, its author neither. */
  'send:committed',
  /** Everybody was told of a message but its author, who is still waiting for the answer. */
  'send:announced',
  /** A consumer is done with an event, and the stream does not know. */
  'effect:made',
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

// Not part of the configuration, which operators read: nobody is to set it.
const file = process.env.FAILPOINT_FILE;

export const failpointsOn = file !== undefined && file !== '';

/** @param about what the process is at, such as an id */
export const failpoint: (at: Failpoint, about: string) => void = failpointsOn
  ? (at, about) => dieIfArmed(file!, at, about)
  : () => undefined;

function dieIfArmed(armed: string, at: Failpoint, about: string): void {
  if (!fs.existsSync(armed) || fs.readFileSync(armed, 'utf8') !== at) return;
  fs.writeFileSync(`${armed}.fired`, about);
  fs.rmSync(armed);
  process.kill(process.pid, 'SIGKILL');
}
