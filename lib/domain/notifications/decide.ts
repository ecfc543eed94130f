/**
 * Who is told of an event, as what, and by which ways. Pure: the consumer group loads what is asked for
 * here, and writes what comes out. Nobody is told of what they did, nor of a message in front of their
 * eyes; what concerns them by name is always written down, whatever is on their screen. A contact is
 * never told of anything that is not in the public log (ORD-1).
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ChannelChoices, QuietHours } from '@/lib/contracts/notification-preferences';
import type { NotificationChannel, NotificationKind } from '@/lib/contracts/notifications';
import type { ParticipantKind } from '@/lib/contracts/people';
import { channelsFor, isMandatory } from './channels';
import { quietUntil } from './quiet-until';

export interface Recipient {
  kind: ParticipantKind;
  id: string;
}

/** Somebody who may have to be told. Members who have left the workspace are not among them. */
export interface Candidate extends Recipient {
  /** Has this very conversation open in some tab, or had it until lately: it may be a hidden one. */
  viewing: boolean;
  /** A member who is at some tab of ours; false for contacts. */
  looking: boolean;
  /** The workspace's defaults, then the person's own choices. */
  choices: readonly ChannelChoices[];
  quietHours: QuietHours | null;
  /** In ms since the epoch. */
  doNotDisturbUntil: number | null;
}

export interface Occasion {
  type: ConversationEvent['type'];
  isNote: boolean;
  actorKind: 'member' | 'contact' | 'system';
  actorId: string | null;
  assigneeId: string | null;
  contactId: string;
  /** Of a note. */
  mentionedIds: readonly string[];
  /** A message that opened the conversation again: who is told of that is not told of it besides. */
  reopens: boolean;
  /** Of `conversation:assigned`. */
  assignedToId: string | null;
}

export interface Told {
  recipient: Recipient;
  kind: NotificationKind;
  /** Each way and its earliest time, in ms since the epoch. */
  channels: ReadonlyMap<NotificationChannel, number>;
}

/** Time to see it on screen before it is also sent elsewhere. */
export const EMAIL_DELAY_MS = { member: 10 * 60_000, contact: 5 * 60_000 } as const;
/** The same for a push; whether somebody sits at a screen of ours is asked when it is over. */
export const PUSH_DELAY_MS = 10_000;

export function decide(occasion: Occasion, candidates: readonly Candidate[], now: number): Told[] {
  return candidates.flatMap((candidate) => {
    if (candidate.id === occasion.actorId) return [];
    const kind = kindFor(occasion, candidate);
    if (!kind) return [];
    if (isInFront(candidate) && !isMandatory(kind, 'inbox')) return [];
    return toldAs(kind, candidate, now, waysOf(kind, occasion, candidate)) ?? [];
  });
}

/** Of a contact no more is known than that the chat stands open: it tells nobody whether its page is seen. */
const isInFront = ({ kind, viewing, looking }: Candidate): boolean =>
  viewing && (looking || kind === 'contact');

type Ways = ReadonlySet<NotificationChannel>;

/** A visitor comes back by writing: one row stands for both, and goes the ways of either. */
function waysOf(kind: NotificationKind, { actorKind }: Occasion, candidate: Candidate): Ways {
  const { choices, viewing, looking } = candidate;
  const ways = new Set(channelsFor(kind, choices));
  if (kind === 'reopened' && actorKind === 'contact' && ways.size > 0) {
    for (const way of channelsFor('message', choices)) ways.add(way);
  }
  // The tab that has it open makes the sound of a message itself.
  if (viewing && (looking || !isMandatory(kind, 'inbox'))) ways.delete('desktop');
  return ways;
}

/** By the ways that the candidate wants for this kind; null = by none. */
export function toldAs(
  kind: NotificationKind,
  candidate: Candidate,
  now: number,
  ways: Ways = channelsFor(kind, candidate.choices),
): Told | null {
  const channels = timesOf(ways, candidate, now);
  if (channels.size === 0) return null;
  return { recipient: { kind: candidate.kind, id: candidate.id }, kind, channels };
}

function kindFor(occasion: Occasion, { kind, id, choices }: Candidate): NotificationKind | null {
  const { type, actorKind, isNote } = occasion;
  if (kind === 'contact') {
    const answered = type === 'message:sent' && actorKind === 'member' && !isNote;
    return answered && id === occasion.contactId ? 'reply' : null;
  }
  const isAssignee = id === occasion.assigneeId;
  switch (type) {
    case 'conversation:started':
      return isAssignee ? null : 'unassigned';
    case 'conversation:assigned':
      return id === occasion.assignedToId ? 'assigned' : null;
    case 'conversation:reopened':
      return isAssignee ? 'reopened' : null;
    case 'message:sent':
      if (occasion.mentionedIds.includes(id)) return 'mentioned';
      if (!isAssignee || actorKind !== 'contact') return null;
      return occasion.reopens && channelsFor('reopened', choices).has('inbox') ? null : 'message';
    default:
      return null;
  }
}

function timesOf(
  wanted: Ways,
  candidate: Candidate,
  now: number,
): ReadonlyMap<NotificationChannel, number> {
  const undisturbed = Math.max(now, candidate.doNotDisturbUntil ?? 0);
  const quietEnd = (at: number) => quietUntil(at, candidate.quietHours) ?? at;
  const times = new Map<NotificationChannel, number>();
  if (wanted.has('inbox')) times.set('inbox', now);
  // A sound is for now or not at all: it makes no sense when the quiet is over.
  if (wanted.has('desktop') && quietEnd(undisturbed) === now) times.set('desktop', now);
  if (wanted.has('push')) times.set('push', quietEnd(Math.max(now + PUSH_DELAY_MS, undisturbed)));
  if (wanted.has('email')) {
    const delayed = Math.max(now + EMAIL_DELAY_MS[candidate.kind], undisturbed);
    times.set('email', quietEnd(delayed));
  }
  return times;
}
