/** Which faults run in which order, and every seed that ever failed. */
import { ALL_FAULTS } from './faults/all-faults';
import type { Fault } from './faults/fault';
import { nameOf } from './run-scenario';

export interface Group {
  name: string;
  seed: number;
  faults: readonly string[];
}

/** One desk each, on the same installation. Within `npm test`: about two minutes on two cores. */
export const SHORT_SET: readonly Group[] = [
  { name: 'nodes', seed: 101, faults: ['F1', 'F1 committed', 'F32', 'F23 2s', 'F2', 'F3'] },
  {
    name: 'redis',
    seed: 102,
    faults: ['F5', 'F4', 'F15 down', 'F15 reset', 'F6 5s'],
  },
  {
    name: 'postgres',
    seed: 103,
    faults: ['F10', 'F12', 'F11 taken', 'F11 locked', 'F16 reset', 'F9 fast', 'F9 immediate'],
  },
  {
    name: 'people',
    seed: 104,
    faults: [
      ...['F19 answers lost', 'F17 4s', 'F31', 'F27', 'F22', 'F19 6s'],
      ...['F30 restart', 'F30 stickiness', 'F26', 'F36'],
    ],
  },
];

/** Seeds of long runs that once found a fault, with what they found. `--pinned` runs them again;
 * the last is part of the short set as well. */
export const PINNED: readonly { seed: number; faults: readonly string[]; found: string }[] = [
  {
    seed: 1,
    faults: ['F1', 'F5', 'F17 4s'],
    found: 'A subscribe answer took back the read cursors of others on screen (RCP-1).',
  },
  {
    seed: 103,
    faults: ['F10', 'F12', 'F11 locked', 'F16 reset', 'F9 fast', 'F9 immediate'],
    found:
      'A read cursor waited out a long back-off although the server took others again (RCP-1).',
  },
  {
    seed: 104,
    faults: ['F19 answers lost', 'F17 4s', 'F31'],
    found: 'Two rows of one contact said different things about being connected (PRS-1).',
  },
];

export function findFault(name: string): Fault {
  const fault = ALL_FAULTS.find((one) => nameOf(one) === name || one.name === name);
  if (!fault) throw new Error(`no such fault: ${name}`);
  return fault;
}

/** `F15` names all of its variants. */
export function findFaults(name: string): Fault[] {
  const found = ALL_FAULTS.filter((one) => nameOf(one) === name || one.name === name);
  if (found.length === 0) throw new Error(`no such fault: ${name}`);
  return found;
}
