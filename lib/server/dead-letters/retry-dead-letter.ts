/**
 * Gives an effect that was given up back to the stream. All groups get it again: effects are idempotent
 * by group and event, so for those that have dealt with it that is nothing. What fails again is buried
 * again.
 */
import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { query } from '@/lib/platform/database';
import { streamEntrySchema } from '@/lib/platform/event-stream-entry';
import { requireManager } from '../accounts/require-member';
import { findOwnDeadLetter, noDeadLetter } from './find-dead-letter';

/**
 * One statement, so that the letter is never gone without its row, nor a newer burial taken away with
 * the old one. Of no node (so it counts as not announced); a row that is still there is relayed again.
 */
const RETRY = {
  name: 'dead-letter-retry',
  text: `
    WITH taken AS (DELETE FROM dead_letter WHERE id = $1 RETURNING 1)
    INSERT INTO outbox (id, workspace_id, conversation_id, seq, topic, payload, node)
    SELECT $2, $3, $4, $5, $6, '{}', 'retry' FROM taken
    ON CONFLICT (id) DO UPDATE SET generation = NULL, stream_ms = NULL, stream_no = NULL,
      due_at = clock_timestamp(), node = 'retry'
    RETURNING id`,
};

/**
 * @throws AppError `forbidden` for agents and for what names no workspace, `not_found`, `invalid` when
 *   there is nothing readable to retry.
 */
export async function retryDeadLetter(
  actor: MemberActor,
  input: { deadLetterId: string },
): Promise<void> {
  requireManager(actor);
  const letter = await findOwnDeadLetter(actor, input);
  const entry = streamEntrySchema.safeParse(letter.entry).data;
  if (!entry || entry.workspaceId !== actor.workspaceId) {
    throw new AppError('invalid', {
      message: 'It could not be read, so it cannot be tried again.',
    });
  }
  const { id, workspaceId, conversationId, seq, topic } = entry;
  const rows = await query(RETRY, [letter.id, id, workspaceId, conversationId, seq, topic]);
  if (rows.length === 0) throw noDeadLetter();
}
