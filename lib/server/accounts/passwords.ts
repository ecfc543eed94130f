/**
 * Password hashes: argon2id with the parameters of OWASP's first choice. Hashing is the most
 * expensive thing an unauthenticated caller can ask for, so few run at once and few may wait.
 */
import { hash, verify, type Options } from '@node-rs/argon2';
import { AppError } from '@/lib/contracts/errors';
import { remember } from '@/lib/platform/remember';

const PARAMETERS: Options = {
  // Argon2id; the package's const enum cannot be imported by isolated modules.
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};
/** Hashes running at once in this process, and callers waiting for one of these places. */
const RUNNING = 2;
const WAITING = 64;

interface Gate {
  running: number;
  waiting: (() => void)[];
}
const gate = (): Gate => remember('password-gate', () => ({ running: 0, waiting: [] }));

async function throughGate<T>(work: () => Promise<T>): Promise<T> {
  const { waiting } = gate();
  if (gate().running < RUNNING) {
    gate().running += 1;
  } else {
    if (waiting.length >= WAITING) throw new AppError('unavailable', { retryAfterMs: 2_000 });
    // The place is handed over by whoever leaves, so `running` does not move here.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else gate().running -= 1;
  }
}

/** PHC string of the password. Throws `unavailable` when too many callers wait. */
export function hashPassword(password: string): Promise<string> {
  return throughGate(() => hash(password, PARAMETERS));
}

export function verifyPassword(password: string, hashed: string): Promise<boolean> {
  return throughGate(() => verify(hashed, password));
}
