/**
 * What a command does to a conversation: the events it appends, decided from the present state.
 * An empty list means that it is already so: asking twice is harmless and appends nothing.
 */
import type { ConversationStatus, Priority } from '@/lib/contracts/conversation-events';
import type { Rating, RatingRefusal } from '@/lib/contracts/conversations';
import type { Answer } from './rating';
import { refusalOfRating } from './refusal-of-rating';

export interface ConversationFacts {
  status: ConversationStatus;
  snoozedUntil: string | null;
  assigneeId: string | null;
  priority: Priority;
  labelIds: string[];
  rating: Rating | null;
}

export type Change =
  | { type: 'conversation:assigned'; assignee: { id: string; name: string } | null }
  | { type: 'conversation:resolved' }
  | { type: 'conversation:reopened' }
  | { type: 'conversation:woken' }
  | { type: 'conversation:snoozed'; until: string }
  | { type: 'conversation:labelled'; labelIds: string[] }
  | { type: 'conversation:prioritised'; priority: Priority }
  | ({ type: 'conversation:rated' } & Answer);

export type Decision =
  { kind: 'append'; changes: Change[] } | { kind: 'refuse'; reason: string; details?: unknown };

const append = (...changes: Change[]): Decision => ({ kind: 'append', changes });

export function decideAssign(
  facts: ConversationFacts,
  assignee: { id: string; name: string } | null,
  onlyIfUnassigned: boolean,
): Decision {
  if (facts.assigneeId === (assignee?.id ?? null)) return append();
  if (onlyIfUnassigned && facts.assigneeId !== null) {
    return { kind: 'refuse', reason: 'Somebody else has taken this conversation.' };
  }
  return append({ type: 'conversation:assigned', assignee });
}

export function decideResolve(facts: ConversationFacts): Decision {
  return facts.status === 'resolved' ? append() : append({ type: 'conversation:resolved' });
}

/** Ends a snooze or reopens what was resolved: only the latter concerns the visitor. */
export function decideReopen(facts: ConversationFacts): Decision {
  if (facts.status === 'open') return append();
  return append({
    type: facts.status === 'snoozed' ? 'conversation:woken' : 'conversation:reopened',
  });
}

export function decideSnooze(facts: ConversationFacts, until: string, now: Date): Decision {
  if (Date.parse(until) <= now.getTime()) {
    return { kind: 'refuse', reason: 'Snooze until a time in the future.' };
  }
  if (facts.status === 'snoozed' && facts.snoozedUntil === until) return append();
  const reopen: Change[] = facts.status === 'resolved' ? [{ type: 'conversation:reopened' }] : [];
  return append(...reopen, { type: 'conversation:snoozed', until });
}

/** The timer's side of a snooze: only what is still due wakes. */
export function decideWake(facts: ConversationFacts, now: Date): Decision {
  const due =
    facts.status === 'snoozed' &&
    facts.snoozedUntil !== null &&
    Date.parse(facts.snoozedUntil) <= now.getTime();
  return due ? append({ type: 'conversation:woken' }) : append();
}

export function decideLabel(facts: ConversationFacts, labelIds: string[]): Decision {
  const wanted = [...new Set(labelIds)].sort();
  const same = wanted.join() === [...facts.labelIds].sort().join();
  return same ? append() : append({ type: 'conversation:labelled', labelIds: wanted });
}

export function decidePrioritise(facts: ConversationFacts, priority: Priority): Decision {
  return facts.priority === priority
    ? append()
    : append({ type: 'conversation:prioritised', priority });
}

const REFUSALS: Record<RatingRefusal['reason'], string> = {
  not_resolved: 'Only what is resolved can be rated.',
  too_late: 'This rating can no longer be changed.',
};

export function decideRate(facts: ConversationFacts, answer: Answer, now: Date): Decision {
  const reason = refusalOfRating(facts.status, facts.rating, now.getTime());
  if (reason !== null) {
    const details: RatingRefusal = { reason };
    return { kind: 'refuse', reason: REFUSALS[reason], details };
  }
  const { rating } = facts;
  const same =
    rating?.current && rating.score === answer.score && rating.comment === answer.comment;
  return same ? append() : append({ type: 'conversation:rated', ...answer });
}
