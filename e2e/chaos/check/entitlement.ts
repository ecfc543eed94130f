/**
 * Who must, and who may, be told of each event: the product's own pure rules on the log as it is
 * stored, with everybody of the workspace asked, as if nobody had it on screen. Whether somebody had it
 * on screen only the harness knows, and not to the moment, so that is judged apart (`mayHaveSeen`).
 */
import { decide, type Candidate, type Occasion } from '@/lib/domain/notifications/decide';
import type { TruthRow } from '../history';
import type { Truth, World } from './world';

export interface Entitled {
  event: TruthRow;
  truth: Truth;
  personId: string;
  kind: string;
}

/** By `eventId personId`. Nobody in a run of this suite has chosen anything but what the product does. */
export function entitlements(world: World): Map<string, Entitled> {
  const people = candidates(world);
  const all = new Map<string, Entitled>();
  for (const truth of world.truth.values()) {
    const theirs = people.get(truth.fact.workspaceId) ?? [];
    for (const { event, occasion } of occasions(truth)) {
      for (const { recipient, kind, channels } of decide(occasion, theirs, 0)) {
        if (!channels.has('inbox')) continue;
        const personId = recipient.id;
        all.set(causeKey(event.id, personId), { event, truth, personId, kind });
      }
    }
  }
  return all;
}

export const causeKey = (eventId: string, personId: string): string => `${eventId} ${personId}`;

function candidates(world: World): Map<string, Candidate[]> {
  const byWorkspace = new Map<string, Map<string, Candidate>>();
  for (const { workspaceId, personId, personKind } of world.people.values()) {
    const known = byWorkspace.get(workspaceId) ?? new Map<string, Candidate>();
    byWorkspace.set(workspaceId, known);
    known.set(personId, {
      ...{ kind: personKind, id: personId, viewing: false, looking: false },
      ...{ choices: [], quietHours: null, doNotDisturbUntil: null },
    });
  }
  return new Map([...byWorkspace].map(([id, people]) => [id, [...people.values()]]));
}

/** The events in their order, each with whose conversation it was by then. */
function* occasions(truth: Truth): Generator<{ event: TruthRow; occasion: Occasion }> {
  let assigneeId: string | null = null;
  let before: TruthRow | null = null;
  const rows = [...truth.fact.rows].sort((a, b) => a.seq - b.seq);
  for (const event of rows) {
    if (event.type === 'conversation:assigned') assigneeId = event.assignedToId ?? null;
    const opened =
      before?.type === 'conversation:reopened' || before?.type === 'conversation:woken';
    yield {
      event,
      occasion: {
        type: typeOf(event),
        isNote: event.kind === 'note',
        actorKind: event.actorKind ?? 'system',
        ...{ actorId: event.actorId, assigneeId, contactId: truth.fact.contactId },
        mentionedIds: event.mentions ?? [],
        reopens: opened && before?.actorId === event.actorId && before.seq === event.seq - 1,
        assignedToId: event.assignedToId ?? null,
      },
    };
    before = event;
  }
}

/** A snooze that ends is to its assignee what a reopening is. */
function typeOf({ type }: TruthRow): Occasion['type'] {
  return (type === 'conversation:woken' ? 'conversation:reopened' : type) as Occasion['type'];
}

/**
 * Whether not telling may have been right: the person has read that far; or, of what does not concern
 * them by name, had it on screen, or for all the server knew still had, at some moment from the event
 * until its effect was made.
 */
export function mayHaveSeen(world: World, { event, truth, personId, kind }: Entitled): boolean {
  const { conversationId, receipts } = truth.fact;
  const read = receipts.find((receipt) => receipt.personId === personId)?.readSeq ?? 0;
  if (read >= event.seq) return true;
  if (kind === 'assigned' || kind === 'mentioned') return false;
  const from = event.happenedAt ?? 0;
  const to = (world.notifiedAt.get(event.id) ?? world.end) + world.bars.viewing.earlyMs;
  return world.viewsOf(personId, conversationId).some(({ openedAt, closedAt }) => {
    if (openedAt > to) return false;
    if (closedAt === null || closedAt >= from) return true;
    const { leftMs, lostMs } = world.bars.viewing;
    // Away from a line or a node that was harmed it may have stayed for the length of a lease.
    const lost = world.faultsWithin(closedAt, closedAt + lostMs).length > 0;
    return closedAt + (lost ? lostMs : leftMs) >= from;
  });
}
