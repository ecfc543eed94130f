/**
 * What each kind of person may do in conversations. One function per question; use cases ask here
 * first and scope their SQL to the same answer, so that neither alone is the wall.
 */
import { AppError } from '@/lib/contracts/errors';
import type { MessageKind } from '@/lib/contracts/conversation-events';
import type { Actor, ContactActor, MemberActor } from '@/lib/domain/actors/actor';

export function requireMemberActor(actor: Actor): asserts actor is MemberActor {
  if (actor.kind !== 'member') throw new AppError('forbidden', { message: 'Staff only.' });
}

export function requireContactActor(actor: Actor): asserts actor is ContactActor {
  if (actor.kind !== 'contact') throw new AppError('forbidden', { message: 'Visitors only.' });
}

/** Notes are written and read by staff only. */
export function authoriseSend(actor: Actor, kind: MessageKind): void {
  if (actor.kind === 'system') throw new AppError('forbidden');
  if (kind === 'note') requireMemberActor(actor);
}
