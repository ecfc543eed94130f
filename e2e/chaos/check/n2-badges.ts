/**
 * N2: badges are true. When the work has come to rest, what the server counts as unseen and unread
 * equals a recount of the rows, and so does what every client shows.
 * From: inbox-truth, inbox.
 */
import { LIMITS } from '@/lib/contracts/limits';
import type { EntryOf } from '../history';
import type { Findings, Invariant } from './invariant';
import type { World } from './world';

type Counts = EntryOf<'inbox'>['counts'];

export const badgesTrue: Invariant = {
  id: 'N2',
  says: 'badges equal a recount of the rows',
  judge(world, findings) {
    for (const { index, fact } of world.inboxes.values()) {
      compare(
        world,
        fact.personId,
        `the server, for ${fact.personId},`,
        fact.counts,
        [index],
        findings,
      );
    }
    for (const { index, fact } of world.all('inbox')) {
      const personId = world.people.get(fact.client)?.personId ?? '';
      compare(world, personId, fact.client, fact.counts, [index], findings);
    }
  },
};

function compare(
  world: World,
  personId: string,
  who: string,
  counts: Counts,
  evidence: number[],
  findings: Findings,
): void {
  const inbox = world.inboxes.get(personId);
  if (!inbox) return;
  for (const name of ['unseen', 'unread'] as const) {
    findings.saw();
    const recount = recountOf(inbox.fact, name);
    if (counts[name] === recount) continue;
    findings.violated(
      `${who} counts ${counts[name]} ${name}, the rows are ${recount}`,
      ...evidence,
      inbox.index,
    );
  }
}

/** Snoozes of this suite end long before its history does. */
function recountOf({ rows }: EntryOf<'inbox-truth'>, name: keyof Counts): number {
  const at = name === 'unseen' ? 'seenAt' : 'readAt';
  const open = rows.filter((row) => row[at] === null && row.archivedAt === null);
  return Math.min(open.length, LIMITS.notificationCountCap);
}
