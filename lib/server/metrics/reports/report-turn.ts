/**
 * Reports and exports are read a few at a time in one process, so that whatever is clicked through the
 * connections to the database stay with the conversations. Whose client has gone is not begun.
 */
import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { createGate } from '@/lib/platform/gate';
import { remember } from '@/lib/platform/remember';
import { requireManager } from '../../accounts/require-member';
import { memberRoute } from '../../http/answer';
import { takePoint } from '../../http/rate-limit';

const reports = () =>
  remember('report-gate', () =>
    createGate({
      atOnce: LIMITS.reportsAtOnce,
      waiting: LIMITS.reportsWaiting,
      message: 'Too many reports are being read. Try again in a moment.',
      retryAfterMs: TIMES.reportRetryMs,
    }),
  );
const exported = () =>
  remember('export-gate', () =>
    createGate({
      atOnce: LIMITS.exportsAtOnce,
      waiting: 0,
      message: 'Too many exports are under way. Try again in a moment.',
      retryAfterMs: TIMES.reportRetryMs,
    }),
  );

/** A route of reports. Who may not read them takes neither a point nor a place. */
export const reportRoute = (handle: (actor: MemberActor, request: Request) => Promise<Response>) =>
  memberRoute(async (actor, request) => {
    requireManager(actor);
    await takePoint('member-report', actor.id);
    return handle(actor, request);
  });

/** Throws `unavailable` when too many wait already or the client has gone. */
export async function inTurn<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
  patient = false,
): Promise<Result> {
  const leave = await reports().enter({ signal, patient });
  try {
    return await work();
  } finally {
    leave();
  }
}

/**
 * The lines of an export, which has a place of its own while it is under way. It ends with its last
 * line, with its client, or when nothing is fetched for `idleMs`: then the next fetch fails, so that
 * nobody takes a part for the whole. Throws `unavailable` when too many are under way.
 */
export async function exporting(
  signal: AbortSignal,
  begin: () => Promise<AsyncIterator<string>>,
  idleMs: number = TIMES.exportIdleMs,
): Promise<AsyncIterator<string, undefined>> {
  const leave = await exported().enter({ signal });
  let lines: AsyncIterator<string>;
  try {
    lines = await begin();
  } catch (error) {
    leave();
    throw error;
  }
  let idle: NodeJS.Timeout | undefined;
  let over = false;
  const end = async () => {
    if (over) return;
    over = true;
    clearTimeout(idle);
    signal.removeEventListener('abort', abandon);
    leave();
    await lines.return?.();
  };
  const abandon = () => void end();
  signal.addEventListener('abort', abandon, { once: true });
  const wait = () => {
    clearTimeout(idle);
    if (!over) idle = setTimeout(abandon, idleMs).unref();
  };
  wait();
  return {
    next: async () => {
      if (over) throw new AppError('unavailable', { message: 'The export was ended.' });
      clearTimeout(idle);
      try {
        const { value, done } = await lines.next();
        if (done) {
          await end();
          return { value: undefined, done };
        }
        wait();
        return { value, done: false };
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: async () => {
      await end();
      return { value: undefined, done: true };
    },
  };
}
