/**
 * I10: the undecided is decided once. A client id is stored at most once per person and
 * conversation, whatever became of the operation; every acknowledgement of it is the same; what was
 * refused is not stored; nothing is still unsent in the end. Both sequences are dense from 1 to the
 * conversation's counters: no retry burned a number.
 * From: invoke, ok, fail, unknown, answer, view (`pending`), truth.
 */
import type { Findings, Invariant } from './invariant';
import { personClientId, type Acknowledged, type Truth, type World } from './world';

export const decidedOnce: Invariant = {
  id: 'I10',
  says: 'every send is stored at most once and burns no number',
  judge(world, findings) {
    for (const truth of world.truth.values()) {
      storedOnce(truth, findings);
      dense(truth, findings);
    }
    sameAnswers(world, findings);
    refused(world, findings);
    nothingUnsent(world, findings);
  },
};

function storedOnce({ index, fact }: Truth, findings: Findings): void {
  const keys = new Set<string>();
  const ids = new Set<string>();
  for (const row of fact.rows) {
    if (ids.has(row.id)) findings.violated(`${row.id} is stored twice`, index);
    ids.add(row.id);
    if (row.clientId === undefined) continue;
    findings.saw();
    const key = personClientId(row.actorId, row.clientId);
    if (keys.has(key)) {
      findings.violated(`${row.clientId} is stored twice in ${fact.conversationId}`, index);
    }
    keys.add(key);
  }
}

function dense({ index, fact }: Truth, findings: Findings): void {
  const isDense = (numbers: (number | null)[], last: number, name: string) => {
    const sorted = numbers.filter((number) => number !== null).sort((a, b) => a - b);
    const hole = sorted.findIndex((number, place) => number !== place + 1);
    if (hole >= 0) {
      findings.violated(`${name} ${hole + 1} of ${fact.conversationId} is not there once`, index);
    } else if (sorted.length !== last) {
      findings.violated(
        `${fact.conversationId} counts ${last} in ${name}, stored are ${sorted.length}`,
        index,
      );
    }
  };
  isDense(
    fact.rows.map((row) => row.seq),
    fact.lastSeq,
    'seq',
  );
  isDense(
    fact.rows.map((row) => row.publicSeq),
    fact.lastPublicSeq,
    'public seq',
  );
}

function sameAnswers(world: World, findings: Findings): void {
  const first = new Map<string, Acknowledged>();
  for (const told of world.acknowledged) {
    const personId = world.people.get(told.client)?.personId;
    if (told.clientId === undefined || personId === undefined) continue;
    // A start is retried before its conversation has a name, so the conversation is no part of it.
    const key = personClientId(personId, told.clientId);
    const before = first.get(key);
    if (!before) {
      first.set(key, told);
      continue;
    }
    findings.saw();
    const same =
      before.eventId === told.eventId &&
      before.seq === told.seq &&
      before.conversationId === told.conversationId;
    if (same) continue;
    findings.violated(
      `${told.clientId} was answered with ${before.seq} (${before.eventId}), then ${told.seq} (${told.eventId})`,
      before.index,
      told.index,
    );
  }
}

/** After one of these an earlier attempt, whose answer was lost, may have been stored. */
const SAYS_NOTHING_OF_BEFORE = new Set([
  'unauthenticated',
  'session_expired',
  'identity_required',
  'forbidden',
  'not_found',
]);

function refused(world: World, findings: Findings): void {
  for (const { invoke, outcome } of world.operations.values()) {
    const { clientId, client, conversationId } = invoke.fact;
    if (outcome?.fact.entry !== 'fail' || clientId === undefined) continue;
    if (SAYS_NOTHING_OF_BEFORE.has(outcome.fact.code) || conversationId === null) continue;
    const truth = world.truth.get(conversationId);
    const personId = world.people.get(client)?.personId ?? null;
    findings.saw();
    if (!truth?.byClientId.has(personClientId(personId, clientId))) continue;
    findings.violated(
      `${clientId} was refused (${outcome.fact.code}) and is stored`,
      outcome.index,
      truth.index,
    );
  }
}

function nothingUnsent(world: World, findings: Findings): void {
  const failed = new Set<string>();
  for (const { invoke, outcome } of world.operations.values()) {
    if (outcome?.fact.entry === 'fail' && invoke.fact.clientId !== undefined) {
      failed.add(invoke.fact.clientId);
    }
  }
  for (const { index, fact } of world.all('view')) {
    for (const clientId of fact.pending) {
      if (failed.has(clientId)) continue;
      findings.violated(`${fact.client} still shows ${clientId} as unsent in the end`, index);
    }
  }
}
