/**
 * I2: nothing is shown twice. At every step of every view, ids are unique among its rows, and so are
 * the client ids of the reader's own messages among rows and unsent ones together. No effect of an
 * event happened twice.
 * From: shown (replayed step by step), view, effect.
 */
import type { EntryOf, Row } from '../history';
import type { Findings, Invariant } from './invariant';
import type { View } from './views';

export const nothingTwice: Invariant = {
  id: 'I2',
  says: 'nothing is shown twice',
  judge(world, findings) {
    for (const view of world.views) replay(view, findings);
    for (const { index, fact } of world.all('view')) {
      const doubled = doubles(fact.rows.map((row) => row.id));
      for (const id of doubled) findings.violated(`${fact.client} ends with ${id} twice`, index);
    }
    for (const { index, fact } of world.all('effect')) {
      // What may happen again proves nothing by happening once.
      if (fact.repeatable === true) continue;
      findings.saw();
      if (fact.times > 1) {
        findings.violated(`${fact.group} dealt ${fact.times} times with ${fact.eventId}`, index);
      }
    }
  },
};

function replay(view: View, findings: Findings): void {
  /** Id or client id → step that brought it. */
  const ids = new Map<string, number>();
  const own = new Map<string, number>();
  let pending: readonly string[] = [];
  const where = `${view.client} in ${view.conversationId}`;
  for (const { index, fact } of view.steps) {
    if (replaces(fact)) {
      ids.clear();
      own.clear();
    }
    for (const row of fact.rows) {
      findings.saw();
      const before = ids.get(row.id);
      if (before !== undefined) {
        findings.violated(`${where} shows ${row.id} (${row.seq}) twice`, before, index);
      }
      ids.set(row.id, index);
      if (row.clientId === undefined) continue;
      const key = authored(row, row.clientId);
      const same = own.get(key);
      if (same !== undefined && before === undefined) {
        findings.violated(`${where} shows the message ${row.clientId} twice`, same, index);
      }
      own.set(key, index);
    }
    pending = fact.pending ?? pending;
    for (const clientId of doubles(pending)) {
      findings.violated(`${where} shows ${clientId} twice as unsent`, index);
    }
    if (pending.length === 0) continue;
    const stored = new Set([...own.keys()].map((key) => key.slice(key.indexOf(' ') + 1)));
    for (const clientId of new Set(pending)) {
      if (!stored.has(clientId)) continue;
      findings.violated(`${where} shows ${clientId} as unsent beside its event`, index);
    }
  }
}

const replaces = ({ change }: EntryOf<'shown'>): boolean =>
  change === 'opened' || change === 'reset' || change === 'replaced';

const authored = (row: Row, clientId: string): string => `${row.actorId ?? ''} ${clientId}`;

function doubles(values: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const value of values) (seen.has(value) ? doubled : seen).add(value);
  return doubled;
}
