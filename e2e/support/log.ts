/** Writes straight into the log, for tests that need much of it or need it untold. */
import { v7 as uuid } from 'uuid';
import { query } from '@/lib/platform/database';
import { insertMessage } from '@/lib/server/messages/message-store';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { clientId } from './wire';

/** A committed message of which nobody is told: as if the node died before its broadcast. */
export async function commitUntold(
  actor: PersonActor,
  conversationId: string,
  body: string,
  kind: 'text' | 'note' = 'text',
): Promise<void> {
  const sent = await insertMessage({
    workspaceId: actor.workspaceId,
    conversationId,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    clientId: clientId(),
    kind,
    body,
    preview: body,
    basedOnSeq: null,
    messageId: uuid(),
    reopenId: uuid(),
    mentions: null,
  });
  if (!sent) throw new Error('the message was declined');
}

/** Appends `count` public messages of `actor` in one statement. */
export async function fillLog(
  actor: PersonActor,
  conversationId: string,
  count: number,
  /** Characters that each message has at least. */
  chars = 0,
): Promise<void> {
  await query(
    {
      name: 'test-fill-log',
      text: `
WITH c AS (
  UPDATE conversation SET last_seq = last_seq + $4, last_public_seq = last_public_seq + $4,
    message_count = message_count + $4, public_message_count = public_message_count + $4,
    message_count_by = message_count_by || jsonb_build_object(
      $3::text, coalesce((message_count_by ->> $3::text)::int, 0) + $4),
    changed_at = clock_timestamp()
  WHERE id = $1
  RETURNING id, last_seq - $4 AS seq, last_public_seq - $4 AS public_seq
)
INSERT INTO conversation_event
  (conversation_id, seq, public_seq, id, type, actor_kind, actor_id, client_id, payload)
SELECT c.id, c.seq + n, c.public_seq + n, gen_random_uuid(), 'message:sent', $2::actor_kind,
  $3::uuid, 'filled-' || (c.seq + n), jsonb_build_object('kind', 'text',
    'body', rpad('message ' || n || ' ', greatest($5::int, length('message ' || n)), 'x'))
FROM c, generate_series(1, $4::int) n`,
    },
    [conversationId, actor.kind, actor.id, count, chars],
  );
}
