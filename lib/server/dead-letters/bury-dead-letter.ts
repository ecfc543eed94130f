/** Keeps what a consumer of the event stream gave up, for the people who run the installation. */
import '#server-guard';
import { v7 as uuid } from 'uuid';
import { LIMITS } from '@/lib/contracts/limits';
import { query } from '@/lib/platform/database';
import type { DeadLetter } from '@/lib/platform/event-stream';
import { describeError } from '@/lib/platform/logger';

const ERROR_CHARS = 500;
const EVENT_ID_CHARS = 200;

/** One per group and event: an event that came again and failed again replaces what was kept. */
const BURY = {
  name: 'dead-letter-bury',
  text: `INSERT INTO dead_letter (id, workspace_id, "group", event_id, topic, entry, error, attempts)
         VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
         ON CONFLICT ("group", event_id) DO UPDATE SET
           error = excluded.error, attempts = excluded.attempts, created_at = now()`,
};

/** The error is kept as the log would keep it: without what people wrote. */
export async function buryDeadLetter(letter: DeadLetter): Promise<void> {
  const { type, message } = describeError(letter.error);
  await query(BURY, [
    uuid(),
    letter.workspaceId,
    letter.group,
    storable(letter.eventId, EVENT_ID_CHARS),
    storable(letter.topic),
    storableEntry(letter.entry),
    storable([type === 'Error' ? '' : type, message].filter(Boolean).join(': '), ERROR_CHARS),
    letter.attempts,
  ]);
}

/** Postgres keeps neither NUL nor half a surrogate. */
const storable = (text: string, chars = Infinity): string =>
  text.replaceAll('\0', '').slice(0, chars).toWellFormed();

function storableEntry(entry: Record<string, unknown>): string {
  const named = Object.entries(entry).map(([name, value]) => [storable(name), value]);
  return JSON.stringify(Object.fromEntries(named), (_name, value: unknown) =>
    typeof value === 'string' ? storable(value) : value,
  );
}

const FORGET_OLD = {
  name: 'dead-letter-forget-old',
  text: `DELETE FROM dead_letter WHERE id IN (
           SELECT id FROM dead_letter ORDER BY created_at DESC, id DESC OFFSET $1)`,
};

/** LIM-1: the newest `LIMITS.deadLetters` stay. */
export async function forgetOldDeadLetters(): Promise<void> {
  await query(FORGET_OLD, [LIMITS.deadLetters]);
}
