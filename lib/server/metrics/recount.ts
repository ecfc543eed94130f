/**
 * The proof: folds the log from nothing and compares with what is stored. For tests and fault runs,
 * when nothing is on its way any more; it reads everything.
 */
import { INITIAL, foldMetrics, type Fact } from '@/lib/domain/metrics/fold';
import { SATISFIED_FROM } from '@/lib/domain/metrics/ratio';
import { query, type Statement } from '@/lib/platform/database';
import { businessTimeOf } from './business-clocks';
import { NIL, type LoggedEvent } from './metric-step-store';

const AT_ONCE = 200;
const QUARTER_MS = 900_000;
const SHOWN = 20;

const CONVERSATIONS: Statement = {
  name: 'recount-conversations',
  text: `
SELECT c.id, c.workspace_id AS "workspaceId", c.site_id AS "siteId", c.last_seq AS "headSeq",
  m.last_seq AS "lastSeq", b.hours::text AS hours
FROM conversation c
  LEFT JOIN metric_cursor m ON m.conversation_id = c.id
  LEFT JOIN business_schedule b ON b.site_id = c.site_id
WHERE c.id > $1 ORDER BY c.id LIMIT ${AT_ONCE}`,
};
const EVENTS: Statement = {
  name: 'recount-events',
  text: `
SELECT conversation_id AS "conversationId", seq, id, type, actor_kind AS "actorKind",
  actor_id AS "actorId", (extract(epoch FROM at) * 1000)::float8 AS at, payload
FROM conversation_event WHERE conversation_id = ANY($1::uuid[]) ORDER BY conversation_id, seq`,
};
const FACTS: Statement = {
  name: 'recount-facts',
  text: `
SELECT event_id AS "eventId", kind, member_id AS "memberId",
  (extract(epoch FROM at) * 1000)::float8 AS at, calendar_ms::float8 AS "calendarMs",
  business_ms::float8 AS "businessMs", score, workspace_id AS "workspaceId", site_id AS "siteId",
  conversation_id AS "conversationId"
FROM metric_fact WHERE conversation_id = ANY($1::uuid[])`,
};
const FACTS_TOTAL: Statement = {
  name: 'recount-facts-total',
  text: 'SELECT count(*)::int AS total FROM metric_fact',
};
const QUARTERS: Statement = {
  name: 'recount-quarters',
  text: `
SELECT workspace_id, grain, (extract(epoch FROM quarter) * 1000)::float8 AS quarter, kind, site_id,
  key_id, count, calendar_ms::float8 AS calendar_ms, business_ms::float8 AS business_ms, score, satisfied
FROM metric_quarter
WHERE (count, calendar_ms, business_ms, score, satisfied) <> (0, 0, 0, 0, 0)`,
};

interface ConversationRow {
  id: string;
  workspaceId: string;
  siteId: string;
  headSeq: number;
  lastSeq: number | null;
  hours: string | null;
}
type Owned = Fact & Pick<ConversationRow, 'workspaceId' | 'siteId'> & { conversationId: string };
interface QuarterRow {
  workspace_id: string;
  grain: string;
  quarter: number;
  kind: string;
  site_id: string;
  key_id: string;
  count: number;
  calendar_ms: number;
  business_ms: number;
  score: number;
  satisfied: number;
}

export interface Recount {
  conversations: number;
  facts: number;
  quarters: number;
  /** In words, the first of them; empty = what is stored equals the log. */
  differences: string[];
}

export async function compareWithRecount(): Promise<Recount> {
  const differences: string[] = [];
  const quarters = new Map<string, number[]>();
  let [conversations, facts] = [0, 0];
  for (let after = NIL; ;) {
    const page = await query<ConversationRow>(CONVERSATIONS, [after]);
    const last = page.at(-1);
    if (!last) break;
    after = last.id;
    conversations += page.length;
    for (const { id, headSeq, lastSeq } of page) {
      if (headSeq !== lastSeq) differences.push(`${id}: at ${lastSeq} of ${headSeq}`);
    }
    const { found, labelsOf } = await foldPage(page);
    const stored = await query<Owned>(FACTS, [page.map(({ id }) => id)]);
    compare('fact', found.map(factLine), stored.map(factLine), differences);
    facts += found.length;
    for (const fact of found) count(quarters, fact, labelsOf.get(fact.conversationId) ?? []);
  }
  const [{ total } = { total: 0 }] = await query<{ total: number }>(FACTS_TOTAL, []);
  if (total !== facts) differences.push(`${total} facts are stored, ${facts} are in the log`);
  const rows = await query<QuarterRow>(QUARTERS, []);
  const counted = [...quarters].map(([key, sums]) => `${key} ${sums.join(' ')}`);
  compare('quarter', counted, rows.map(quarterLine), differences);
  return { conversations, facts, quarters: rows.length, differences: differences.slice(0, SHOWN) };
}

async function foldPage(page: readonly ConversationRow[]) {
  const events = await query<LoggedEvent>(EVENTS, [page.map(({ id }) => id)]);
  const found: Owned[] = [];
  const labelsOf = new Map<string, string[]>();
  for (const { id, workspaceId, siteId, hours } of page) {
    const own = events.filter(({ conversationId }) => conversationId === id);
    const { facts, state } = foldMetrics(INITIAL, own, businessTimeOf(hours));
    labelsOf.set(id, state.labelIds);
    for (const fact of facts) found.push({ ...fact, workspaceId, siteId, conversationId: id });
  }
  return { found, labelsOf };
}

const factLine = (fact: Owned): string =>
  [
    ...[fact.eventId, fact.kind, fact.memberId, fact.at, fact.calendarMs, fact.businessMs],
    ...[fact.score, fact.workspaceId, fact.siteId, fact.conversationId],
  ].join(' ');

const quarterLine = (row: QuarterRow): string =>
  [
    ...[row.workspace_id, row.grain, row.quarter, row.kind, row.site_id, row.key_id],
    ...[row.count, row.calendar_ms, row.business_ms, row.score, row.satisfied],
  ].join(' ');

function count(quarters: Map<string, number[]>, fact: Owned, labelIds: string[]): void {
  const quarter = Math.floor(fact.at / QUARTER_MS) * QUARTER_MS;
  const grains = [
    `all ${NIL}`,
    ...(fact.memberId === null ? [] : [`member ${fact.memberId}`]),
    ...labelIds.map((id) => `label ${id}`),
  ];
  const satisfied = (fact.score ?? 0) >= SATISFIED_FROM ? 1 : 0;
  const sums = [1, fact.calendarMs ?? 0, fact.businessMs ?? 0, fact.score ?? 0, satisfied];
  for (const grain of grains) {
    const [name, keyId] = grain.split(' ');
    const key = [fact.workspaceId, name, quarter, fact.kind, fact.siteId, keyId].join(' ');
    const before = quarters.get(key) ?? [0, 0, 0, 0, 0];
    quarters.set(
      key,
      before.map((sum, index) => sum + sums[index]!),
    );
  }
}

function compare(what: string, right: string[], stored: string[], differences: string[]): void {
  const [expected, kept] = [new Set(right), new Set(stored)];
  for (const line of expected) if (!kept.has(line)) differences.push(`${what} missing: ${line}`);
  for (const line of kept) if (!expected.has(line)) differences.push(`${what} too much: ${line}`);
}
