/**
 * N4: an inbox is one, on however many devices. In the end every device shows the stored rows, each in
 * its stored state, newest first; on no screen does a row go back to an older state or stand out of
 * order, at any step; the inbox's numbers are dense: every step changed something, none was burned.
 * From: noticed, inbox, inbox-truth.
 */
import type { EntryOf, Notice } from '../history';
import type { Findings, Invariant } from './invariant';
import type { InboxTruth, World } from './world';

const STATES = ['version', 'count', 'seenAt', 'readAt', 'archivedAt', 'snoozedUntil'] as const;

export const oneInbox: Invariant = {
  id: 'N4',
  says: 'all devices of a person show the same inbox',
  judge(world, findings) {
    for (const inbox of world.inboxes.values()) dense(inbox, findings);
    steps(world, findings);
    for (const found of world.all('inbox')) final(world, found, findings);
  },
};

function dense({ index, fact }: InboxTruth, findings: Findings): void {
  const numbers = new Set(fact.steps.map(({ version }) => version));
  findings.saw();
  for (let version = 1; version <= fact.version; version += 1) {
    if (numbers.has(version)) continue;
    findings.violated(`step ${version} of ${fact.personId} changed nothing`, index);
  }
  const beyond = [...numbers].filter((version) => version > fact.version);
  if (beyond.length === 0) return;
  findings.violated(`${fact.personId} is at ${fact.version}, rows at ${beyond.join(', ')}`, index);
}

const isBefore = (a: Notice, b: Notice): boolean =>
  a.lastAt === b.lastAt ? a.id > b.id : a.lastAt > b.lastAt;

function steps(world: World, findings: Findings): void {
  const newest = new Map<string, { version: number; index: number }>();
  for (const { index, fact } of world.all('noticed')) {
    findings.saw();
    ordered(fact, index, findings);
    for (const { id, version } of fact.rows) {
      const key = `${fact.client} ${id}`;
      const before = newest.get(key);
      if (before && before.version > version) {
        findings.violated(
          `${fact.client} shows ${id} at ${version} after ${before.version}`,
          before.index,
          index,
        );
      }
      newest.set(key, { version, index });
    }
  }
}

function ordered(
  { client, rows }: Pick<EntryOf<'inbox'>, 'client' | 'rows'>,
  index: number,
  findings: Findings,
): void {
  // Twice is N1's to say.
  const wrong = rows.findIndex((row, place) => {
    const next = rows[place + 1];
    return next !== undefined && next.id !== row.id && !isBefore(row, next);
  });
  if (wrong >= 0) findings.violated(`${client} shows ${rows[wrong]!.id} too high`, index);
}

function final(
  world: World,
  { index, fact }: { index: number; fact: EntryOf<'inbox'> },
  findings: Findings,
): void {
  const inbox = world.inboxes.get(world.people.get(fact.client)?.personId ?? '');
  if (!inbox) return;
  ordered(fact, index, findings);
  const stored = [...inbox.rows.values()].filter(({ archivedAt }) => archivedAt === null);
  stored.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const expected = fact.hasMore ? stored.slice(0, fact.rows.length) : stored;
  const shown = new Map(fact.rows.map((row) => [row.id, row]));
  for (const row of expected) {
    findings.saw();
    const seen = shown.get(row.id);
    shown.delete(row.id);
    const differs =
      seen === undefined ? ['is missing'] : STATES.filter((at) => seen[at] !== row[at]);
    if (differs.length === 0) continue;
    const how = differs.map((at) => (at === 'is missing' ? at : `${at} differs`)).join(', ');
    findings.violated(`${fact.client} ends with ${row.id}: ${how}`, index, inbox.index);
  }
  for (const id of shown.keys()) {
    // A stranger's is N3's to say.
    if (!inbox.rows.has(id)) continue;
    findings.violated(`${fact.client} ends with ${id}, which does not belong there`, index);
  }
}
