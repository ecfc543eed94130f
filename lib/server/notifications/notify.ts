/**
 * The effect of one committed event: load, decide in the domain, write once, push to every device of
 * whoever is told. It may run again for the same event, on any node, at any time: what was told is
 * found by (event, recipient), and what has been read meanwhile is marked read.
 */
import { previewOf } from '@/lib/domain/conversations/preview';
import {
  decide,
  type Candidate,
  type Occasion,
  type Told,
} from '@/lib/domain/notifications/decide';
import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';
import { outwardOf } from '../deliveries/queue-deliveries';
import { whoLooks } from '../presence/who-looks';
import { recordNotifications, type RecordedRow } from './notification-store';
import { pushCreated } from './push-created';
import { readWithConversation } from './read-with-conversation';
import {
  parseChoices,
  readCandidates,
  readOccasion,
  type CandidateRow,
  type OccasionRow,
} from './occasion-store';

export async function notify(eventId: string): Promise<void> {
  const event = await readOccasion(eventId);
  // Its conversation was deleted meanwhile.
  if (event === null) return;
  const occasion = toOccasion(event);
  const asked = {
    workspaceId: event.workspace_id,
    conversationId: event.conversation_id,
    ...whoMayBeTold(occasion),
  };
  const candidates = await toCandidates(event, await readCandidates(asked));
  const told = decide(occasion, candidates, Date.now());
  if (told.length === 0) return;
  const recorded = await record(event, told);
  for (const row of recorded) pushCreated(row, told);
  // Who read the conversation while this was written had nothing to mark as read yet.
  for (const { kind, id, readSeq } of await readCandidates(asked)) {
    if (readSeq >= event.seq) {
      await readWithConversation({ kind, id }, event.conversation_id, readSeq);
    }
  }
}

function toOccasion(event: OccasionRow): Occasion {
  return {
    // A snooze that ends means the same to whoever has the conversation as its being reopened.
    type: event.type === 'conversation:woken' ? 'conversation:reopened' : event.type,
    isNote: event.payload.kind === 'note',
    actorKind: event.actor_kind,
    actorId: event.actor_id,
    assigneeId: event.assignee_id,
    contactId: event.contact_id,
    mentionedIds: event.payload.mentions ?? [],
    reopens: event.reopens,
    assignedToId: event.payload.assignee?.id ?? null,
  };
}

/** As few as possible: one event is mostly one person's business. */
function whoMayBeTold(occasion: Occasion): {
  memberIds: string[];
  allMembers: boolean;
  contactId: string | null;
} {
  const named = [occasion.assigneeId, occasion.assignedToId, ...occasion.mentionedIds];
  const toContact = occasion.actorKind === 'member' && !occasion.isNote;
  return {
    memberIds: named.filter((id) => id !== null),
    allMembers: occasion.type === 'conversation:started',
    contactId: toContact ? occasion.contactId : null,
  };
}

async function toCandidates(event: OccasionRow, rows: CandidateRow[]): Promise<Candidate[]> {
  const defaults = parseChoices(event.notification_choices);
  const unread = rows.filter(({ readSeq }) => readSeq < event.seq);
  if (unread.length === 0) return [];
  const viewing = new Set(
    await presenceStore().list(presenceScope.conversation(event.conversation_id)),
  );
  const viewers = unread.filter(({ kind, id }) => viewing.has(personKey[kind](id)));
  const ids = viewers.map(({ id }) => id);
  const looking = ids.length > 0 ? await whoLooks(event.workspace_id, ids) : new Set<string>();
  return unread.map(({ kind, id, choices, quietHours, doNotDisturbUntil }) => ({
    kind,
    id,
    viewing: viewing.has(personKey[kind](id)),
    looking: looking.has(id),
    choices: [defaults, choices],
    quietHours,
    doNotDisturbUntil: doNotDisturbUntil?.getTime() ?? null,
  }));
}

function record(event: OccasionRow, told: readonly Told[]): Promise<RecordedRow[]> {
  const toVisitor = told.every(({ recipient }) => recipient.kind === 'contact');
  return recordNotifications(
    {
      workspaceId: event.workspace_id,
      eventId: event.id,
      subjectKind: 'conversation',
      subjectKey: event.conversation_id,
      subjectSeq: event.seq,
      url: null,
      // To a visitor the conversation is with us, not with themselves.
      title: toVisitor ? null : event.contact_name,
      preview: event.payload.body === undefined ? null : previewOf(event.payload.body),
      actorKind: event.actor_kind,
      actorId: event.actor_id,
      actorName: event.actor_name,
      at: event.at,
    },
    told.map((one) => ({ ...one, deliveries: outwardOf(one) })),
  );
}
