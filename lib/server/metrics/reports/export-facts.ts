/**
 * Every single measurement of a span as CSV, in order of time, for any size: read in windows of some
 * thousand, which the counts by quarter hour are cut into, so that hardly anything is sorted twice and
 * empty times cost nothing. However many facts a window or a moment has, a page is no longer than that,
 * and the next is read when the one before it was fetched.
 */
import '#server-guard';
import type { FactExportQuery } from '@/lib/contracts/reports';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { query, type Statement } from '@/lib/platform/database';
import { requireManager } from '../../accounts/require-member';
import { NIL } from '../metric-step-store';
import { csvLine } from './csv';
import { scopeOf } from './read-report';
import { readSpan, type Scope } from './report-store';
import { inTurn } from './report-turn';

const FACTS_AT_ONCE = 2_000;
const QUARTERS_AT_ONCE = 1_000;
const QUARTER_MS = 900_000;

const QUARTERS: Statement = {
  name: 'export-quarters',
  text: `
SELECT quarter, sum(count)::int AS count FROM metric_quarter
WHERE workspace_id = $1 AND grain = 'all' AND quarter >= $2 AND quarter < $3
GROUP BY quarter HAVING sum(count) > 0 ORDER BY quarter LIMIT ${QUARTERS_AT_ONCE}`,
};
/** Of one half of the facts, so that the index of that half answers. */
const half = (calendar: 'IS NULL' | 'IS NOT NULL'): string => `
  SELECT * FROM metric_fact f
  WHERE f.workspace_id = $1 AND f.at >= $2 AND f.at < $3 AND f.calendar_ms ${calendar}
    AND f.kind = ANY(enum_range(NULL::metric_kind))
    AND (f.at, f.event_id, f.kind) > ($2, $7::uuid, $8::metric_kind)
    AND ($4::uuid IS NULL OR f.site_id = $4) AND ($5::uuid IS NULL OR f.member_id = $5)
    AND ($6::uuid IS NULL OR f.conversation_id IN (SELECT conversation_id FROM metric_cursor
      WHERE workspace_id = $1 AND $6::uuid = ANY(label_ids)))`;
const FACTS: Statement = {
  name: 'export-facts',
  text: `
SELECT f.at, f.event_id AS "eventId", f.kind::text AS kind, s.name AS site, m.name AS agent,
  f.conversation_id AS "conversationId", f.calendar_ms::float8 / 1000 AS calendar,
  f.business_ms::float8 / 1000 AS business, f.score
FROM (SELECT * FROM (${half('IS NULL')} UNION ALL ${half('IS NOT NULL')}) AS facts
    ORDER BY at, event_id, kind LIMIT $9) f
  LEFT JOIN site s ON s.id = f.site_id
  LEFT JOIN member m ON m.id = f.member_id
ORDER BY f.at, f.event_id, f.kind`,
};
/** Before every fact of its time. */
const FIRST_KEY = { eventId: NIL, kind: 'started' };

interface FactRow {
  at: Date;
  eventId: string;
  kind: string;
  site: string | null;
  agent: string | null;
  conversationId: string;
  calendar: number | null;
  business: number | null;
  score: number | null;
}

const HEADINGS = [
  'at',
  'metric',
  'site',
  'agent',
  'conversation',
  'calendar_s',
  'business_s',
  'score',
];

/** One statement at a time, each in its turn among the reports: an export is under way for long. */
type Read = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>;

/** Throws `forbidden` before the first line. `atOnce`: lines of one page. */
export async function exportFacts(
  actor: MemberActor,
  input: FactExportQuery,
  signal: AbortSignal,
  atOnce = FACTS_AT_ONCE,
): Promise<AsyncGenerator<string>> {
  requireManager(actor);
  const { from, until } = await readSpan(input.from, input.to, input.timeZone);
  const read: Read = (statement, values) => inTurn(signal, () => query(statement, values), true);
  return pages(scopeOf(actor, input, from, until), read, atOnce);
}

async function* pages(scope: Scope, read: Read, atOnce: number): AsyncGenerator<string> {
  yield csvLine(HEADINGS);
  for await (const [from, until] of windows(scope, read, atOnce)) {
    yield* pagesOf(scope, read, { from, until, atOnce });
  }
}

/** One window: a single page when the facts are spread over time, more when many are of one moment. */
async function* pagesOf(
  { workspaceId, siteId, memberId, labelId }: Scope,
  read: Read,
  { from, until, atOnce }: { from: Date; until: Date; atOnce: number },
): AsyncGenerator<string> {
  for (let after: Pick<FactRow, 'at' | 'eventId' | 'kind'> = { at: from, ...FIRST_KEY }; ;) {
    const filter = [siteId, memberId, labelId];
    const values = [workspaceId, after.at, until, ...filter, after.eventId, after.kind, atOnce];
    const rows = await read<FactRow>(FACTS, values);
    if (rows.length > 0) yield rows.map(toLine).join('');
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last;
  }
}

const toLine = (row: FactRow): string =>
  csvLine([
    ...[row.at.toISOString(), row.kind, row.site, row.agent, row.conversationId],
    ...[row.calendar, row.business, row.score],
  ]);

/**
 * Neighbouring quarters that hold about as much as is read at once; a quarter that holds more is cut
 * into as many parts of the same length as it would have pages.
 */
async function* windows(
  { workspaceId, from, until }: Scope,
  read: Read,
  atOnce: number,
): AsyncGenerator<[Date, Date]> {
  for (let after = from; ;) {
    const quarters = await read<{ quarter: Date; count: number }>(QUARTERS, [
      workspaceId,
      after,
      until,
    ]);
    let first: Date | undefined;
    let end = after;
    let held = 0;
    for (const { quarter, count } of quarters) {
      if (first && held + count > atOnce) {
        yield* parts(first, end, held, atOnce);
        first = undefined;
        held = 0;
      }
      first ??= quarter;
      end = new Date(quarter.getTime() + QUARTER_MS);
      held += count;
    }
    if (!first) return;
    after = end;
    yield* parts(first, end, held, atOnce);
  }
}

function* parts(first: Date, until: Date, held: number, atOnce: number): Generator<[Date, Date]> {
  const end = until.getTime();
  const length = Math.max(1, Math.ceil((end - first.getTime()) / Math.ceil(held / atOnce)));
  for (let from = first.getTime(); from < end; from += length) {
    yield [new Date(from), new Date(Math.min(end, from + length))];
  }
}
