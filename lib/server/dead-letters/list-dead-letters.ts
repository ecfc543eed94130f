/** What was given up, for admins: of their workspace, and what nobody could read, which has none. */
import '#server-guard';
import { z } from 'zod';
import type { Prisma } from '@/prisma/generated/client';
import { LIMITS } from '@/lib/contracts/limits';
import type { DeadLetterList, DeadLetterView } from '@/lib/contracts/system';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { streamEntrySchema } from '@/lib/platform/event-stream-entry';
import { requireManager } from '../accounts/require-member';
import { decodeCursor, encodeCursor } from '../conversations/list-cursor';

const namedSchema = z.object({ conversationId: z.uuid() });

/** What an admin may see. */
export const ofWorkspace = (actor: MemberActor): Prisma.DeadLetterWhereInput => ({
  OR: [{ workspaceId: actor.workspaceId }, { workspaceId: null }],
});

/** Newest first. @throws AppError `forbidden` for agents, `invalid` for a foreign cursor. */
export async function listDeadLetters(
  actor: MemberActor,
  input: { cursor?: string | undefined },
): Promise<DeadLetterList> {
  requireManager(actor);
  const from = decodeCursor(input.cursor);
  const rows = await database().deadLetter.findMany({
    where: {
      AND: [
        ofWorkspace(actor),
        from
          ? { OR: [{ createdAt: { lt: from.at } }, { createdAt: from.at, id: { lt: from.id } }] }
          : {},
      ],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: LIMITS.deadLettersPerPage + 1,
  });
  const page = rows.slice(0, LIMITS.deadLettersPerPage);
  const last = rows.length > page.length ? page.at(-1) : undefined;
  return {
    deadLetters: page.map(presentDeadLetter),
    nextCursor: last ? encodeCursor({ at: last.createdAt.toISOString(), id: last.id }) : null,
  };
}

/** Without an entry that could not be read: it may be anybody's, and say anything. */
function presentDeadLetter(row: Prisma.DeadLetterGetPayload<object>): DeadLetterView {
  const { id, group, topic, eventId, error, attempts } = row;
  const named = row.workspaceId ? namedSchema.safeParse(row.entry).data : undefined;
  const entry = row.workspaceId ? streamEntrySchema.safeParse(row.entry).data : undefined;
  return {
    id,
    group,
    topic,
    eventId,
    conversationId: named?.conversationId ?? null,
    error,
    attempts,
    createdAt: row.createdAt.toISOString(),
    entry: entry ?? null,
    canRetry: entry !== undefined,
    canDiscard: row.workspaceId !== null,
  };
}

export function countDeadLetters(actor: MemberActor): Promise<number> {
  return database().deadLetter.count({ where: ofWorkspace(actor) });
}
