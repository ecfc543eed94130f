/** The commands of staff, each: authorise → decide under the lock → present. */
import type { ConversationView } from '@/lib/contracts/conversations';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor, SystemActor } from '@/lib/domain/actors/actor';
import { requireMemberActor } from '@/lib/domain/conversations/authorise';
import {
  decideAssign,
  decideLabel,
  decidePrioritise,
  decideReopen,
  decideResolve,
  decideSnooze,
  decideWake,
} from '@/lib/domain/conversations/transitions';
import { database } from '@/lib/platform/database';
import { changeConversation } from './change-conversation';
import { presentConversation } from './present-conversation';

type Changed = Promise<{ conversation: ConversationView }>;

/** @throws AppError `conflict` when `onlyIfUnassigned` and somebody else has it; `not_found`. */
export async function assignConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:assign'>,
): Changed {
  requireMemberActor(actor);
  const assignee =
    input.assigneeId === null ? null : await requireMember(actor.workspaceId, input.assigneeId);
  return presented(
    changeConversation(actor, input.conversationId, (facts) =>
      decideAssign(facts, assignee, input.onlyIfUnassigned ?? false),
    ),
  );
}

export async function resolveConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:resolve'>,
): Changed {
  requireMemberActor(actor);
  return presented(changeConversation(actor, input.conversationId, decideResolve));
}

export async function reopenConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:reopen'>,
): Changed {
  requireMemberActor(actor);
  return presented(changeConversation(actor, input.conversationId, decideReopen));
}

/** @throws AppError `conflict` when the time has passed already. */
export async function snoozeConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:snooze'>,
): Changed {
  requireMemberActor(actor);
  const until = new Date(input.until).toISOString();
  return presented(
    changeConversation(actor, input.conversationId, (facts) =>
      decideSnooze(facts, until, new Date()),
    ),
  );
}

/** @throws AppError `invalid` for a label that the workspace does not have. */
export async function labelConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:label'>,
): Changed {
  requireMemberActor(actor);
  const wanted = [...new Set(input.labelIds)];
  const known = await database().label.count({
    where: { workspaceId: actor.workspaceId, id: { in: wanted } },
    take: LIMITS.labelsPerWorkspace,
  });
  if (known !== wanted.length) throw new AppError('invalid', { message: 'Unknown label.' });
  return presented(
    changeConversation(actor, input.conversationId, (facts) => decideLabel(facts, wanted)),
  );
}

export async function prioritiseConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:prioritise'>,
): Changed {
  requireMemberActor(actor);
  return presented(
    changeConversation(actor, input.conversationId, (facts) =>
      decidePrioritise(facts, input.priority),
    ),
  );
}

/** The timer's part; waking twice, on two nodes, appends once. */
export async function wakeConversation(
  actor: SystemActor,
  conversationId: string,
): Promise<boolean> {
  const { changed } = await changeConversation(actor, conversationId, (facts) =>
    decideWake(facts, new Date()),
  );
  return changed;
}

async function presented(change: ReturnType<typeof changeConversation>): Changed {
  const { conversation } = await change;
  return { conversation: presentConversation(conversation) };
}

async function requireMember(
  workspaceId: string,
  memberId: string,
): Promise<{ id: string; name: string }> {
  const member = await database().member.findFirst({
    where: { id: memberId, workspaceId, removedAt: null },
    select: { id: true, name: true },
  });
  if (!member) throw new AppError('invalid', { message: 'No such member.' });
  return member;
}
