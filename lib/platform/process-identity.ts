import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** A process as it can be told apart from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; equal only for the same process. */
  started: string;
}

/** Null when there is no such process; one that ended and was not collected yet counts as gone. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the fields after it may not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : { pid, started: fields[19] ?? '' };
  } catch {
    if (fs.existsSync('/proc/self/stat')) return null;
  }
  const started = ps(pid, 'lstart=');
  return started === null ? null : { pid, started };
}

/** Command line of a live process, arguments separated by spaces; '' when it cannot be read. */
export function commandLine(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return fs.existsSync('/proc/self/stat') ? '' : (ps(pid, 'args=') ?? '');
  }
}

/** macOS and others without /proc. */
function ps(pid: number, column: string): string | null {
  try {
    const output = execFileSync('ps', ['-o', 'stat=', '-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return output === '' || output.startsWith('Z') ? null : output.replace(/^\S+\s+/, '');
  } catch {
    return null; // ps fails for a process that does not exist
  }
}
