/**
 * N5: «mark all» touches nothing above its bound. What came, or changed, after the number that the
 * person's device had when the button was pressed stays as it is; and the answer tells how many rows
 * were touched.
 * From: ok of `mark-all`, inbox-truth (steps).
 */
import type { Invariant } from './invariant';
import type { InboxTruth } from './world';

export const boundedStrokes: Invariant = {
  id: 'N5',
  says: 'mark all touches nothing newer than what was seen',
  judge(world, findings) {
    for (const { index, fact } of world.all('ok')) {
      const { upToVersion, version, changed = 0, client } = fact;
      if (upToVersion === undefined || version === undefined) continue;
      const inbox = world.inboxes.get(world.people.get(client)?.personId ?? '');
      if (!inbox) continue;
      findings.saw();
      // Nothing was touched: the number is that of an earlier step.
      if (changed === 0) continue;
      const touched = touchedAt(inbox, version);
      for (const { id, before } of touched) {
        if (before <= upToVersion) continue;
        findings.violated(
          `${client} marked all up to ${upToVersion}, and ${id} at ${before} with it`,
          index,
          inbox.index,
        );
      }
      if (touched.length === changed) continue;
      findings.violated(
        `${client} was told of ${changed} rows, ${touched.length} were touched`,
        index,
        inbox.index,
      );
    }
  },
};

/** Rows whose state has this number, with the number they had before. */
function touchedAt({ fact }: InboxTruth, version: number): { id: string; before: number }[] {
  const latest = new Map<string, number>();
  return fact.steps.flatMap((step) => {
    const before = latest.get(step.id) ?? Infinity;
    latest.set(step.id, step.version);
    return step.version === version && before !== version ? [{ id: step.id, before }] : [];
  });
}
