/**
 * Measuring: folds what a conversation has above its cursor and writes facts, counts and cursor in one
 * transaction. Whoever calls names only the conversation, so entries of the stream may come in any
 * order, twice, or not at all until a later one: it is measured up to its head each time.
 *
 * Conversations that are named close together are one step, and the next step waits for it, so that a
 * backlog makes few and large ones. One whose step fails fails alone.
 */
import { AppError } from '@/lib/contracts/errors';
import { INITIAL, foldMetrics } from '@/lib/domain/metrics/fold';
import { transaction } from '@/lib/platform/database';
import { businessTimeOf } from './business-clocks';
import {
  excludeSteps,
  forgetFacts,
  lockCursors,
  readEvents,
  writeSteps,
  type CursorRow,
  type LoggedEvent,
  type Run,
  type Step,
} from './metric-step-store';

/** Conversations of one step, and events of each that one pass takes. */
const CONVERSATIONS = 100;
const EVENTS_EACH = 1_000;

interface Waiting {
  conversationId: string;
  done: () => void;
  failed: (error: unknown) => void;
}

let waiting: Waiting[] = [];
let working = false;

/** Resolves when the conversation is measured up to the head that it had when this was called. */
export function measure(conversationId: string): Promise<void> {
  return new Promise((done, failed) => {
    waiting.push({ conversationId, done, failed });
    if (working) return;
    working = true;
    setImmediate(() => void work());
  });
}

async function work(): Promise<void> {
  while (waiting.length > 0) {
    const batch = waiting.slice(0, CONVERSATIONS);
    waiting = waiting.slice(CONVERSATIONS);
    const ids = [...new Set(batch.map(({ conversationId }) => conversationId))];
    try {
      await measureNow(ids);
      for (const { done } of batch) done();
    } catch (error) {
      // Without a database there is nothing to learn from trying each.
      const hopeless = error instanceof AppError && error.code === 'unavailable';
      if (ids.length === 1 || hopeless) for (const { failed } of batch) failed(error);
      else await oneByOne(batch);
    }
  }
  working = false;
}

async function oneByOne(batch: Waiting[]): Promise<void> {
  for (const { conversationId, done, failed } of batch) {
    await measureNow([conversationId]).then(done, failed);
  }
}

/** One transaction for all of them. Those that do not exist are passed over. */
export const measureNow = (conversationIds: string[]): Promise<void> =>
  transaction(async (run) => {
    await foldAll(run, await lockCursors(run, conversationIds));
  });

/** As `measureNow`, but from nothing: what was measured before is replaced at one stroke. */
export const measureAfresh = (conversationIds: string[]): Promise<void> =>
  transaction(async (run) => {
    await excludeSteps(run);
    const cursors = await lockCursors(run, conversationIds);
    await forgetFacts(run, conversationIds);
    const fresh = cursors.map((cursor) => ({ ...cursor, lastSeq: 0, state: {} }));
    await foldAll(run, fresh);
  });

/** Pass by pass until none of them has any event left. */
async function foldAll(run: Run, cursors: CursorRow[]): Promise<void> {
  let left = cursors;
  while (left.length > 0) {
    const events = byConversation(await readEvents(run, left, EVENTS_EACH));
    const steps = left.flatMap((cursor) => stepOf(cursor, events.get(cursor.conversationId) ?? []));
    if (steps.length === 0) return;
    await writeSteps(run, steps);
    left = steps
      .filter(({ cursor }) => events.get(cursor.conversationId)!.length === EVENTS_EACH)
      .map(({ cursor, lastSeq, state }) => ({ ...cursor, lastSeq, state }));
  }
}

export function byConversation(events: readonly LoggedEvent[]): Map<string, LoggedEvent[]> {
  const groups = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const group = groups.get(event.conversationId);
    if (group) group.push(event);
    else groups.set(event.conversationId, [event]);
  }
  return groups;
}

/** Of one conversation; nothing when it has no event left. */
export function stepOf(cursor: CursorRow, events: LoggedEvent[]): Step[] {
  const last = events.at(-1);
  if (!last) return [];
  const state = { ...INITIAL, ...cursor.state };
  const folded = foldMetrics(state, events, businessTimeOf(cursor.hours));
  return [{ cursor, lastSeq: last.seq, ...folded }];
}
