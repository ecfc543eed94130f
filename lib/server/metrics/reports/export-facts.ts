/**
 * Every single measurement of a span as CSV, in order of time, for any size: read in windows of some
 * thousand, which the counts by quarter hour are cut into, so that no window is sorted twice and empty
 * times cost nothing.
 */
import '#server-guard';
import type { FactExportQuery } from '@/lib/contracts/reports';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { query, type Statement } from '@/lib/platform/database';
import { requireManager } from '../../accounts/require-member';
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
const FACTS: Statement = {
  name: 'export-facts',
  text: `
SELECT f.at, f.kind::text AS kind, s.name AS site, m.name AS agent, f.conversation_id AS "conversationId",
  f.calendar_ms::float8 / 1000 AS calendar, f.business_ms::float8 / 1000 AS business, f.score
FROM metric_fact f
  LEFT JOIN site s ON s.id = f.site_id
  LEFT JOIN member m ON m.id = f.member_id
WHERE f.workspace_id = $1 AND f.at >= $2 AND f.at < $3 AND f.kind = ANY(enum_range(NULL::metric_kind))
  AND ($4::uuid IS NULL OR f.site_id = $4) AND ($5::uuid IS NULL OR f.member_id = $5)
  AND ($6::uuid IS NULL OR f.conversation_id IN (SELECT conversation_id FROM metric_cursor
    WHERE workspace_id = $1 AND $6::uuid = ANY(label_ids)))
ORDER BY f.at, f.event_id, f.kind`,
};

interface FactRow {
  at: Date;
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

/** Throws `forbidden` before the first line. */
export async function exportFacts(
  actor: MemberActor,
  input: FactExportQuery,
  signal: AbortSignal,
): Promise<AsyncGenerator<string>> {
  requireManager(actor);
  const { from, until } = await readSpan(input.from, input.to, input.timeZone);
  const read: Read = (statement, values) => inTurn(signal, () => query(statement, values), true);
  return pages(scopeOf(actor, input, from, until), read);
}

async function* pages(scope: Scope, read: Read): AsyncGenerator<string> {
  const { workspaceId, siteId, memberId, labelId } = scope;
  yield csvLine(HEADINGS);
  for await (const [from, until] of windows(scope, read)) {
    const values = [workspaceId, from, until, siteId, memberId, labelId];
    const rows = await read<FactRow>(FACTS, values);
    if (rows.length > 0) yield rows.map(toLine).join('');
  }
}

const toLine = (row: FactRow): string =>
  csvLine([
    ...[row.at.toISOString(), row.kind, row.site, row.agent, row.conversationId],
    ...[row.calendar, row.business, row.score],
  ]);

/** Neighbouring quarters that hold about as much as is read at once, and never less than one quarter. */
async function* windows(
  { workspaceId, from, until }: Scope,
  read: Read,
): AsyncGenerator<[Date, Date]> {
  for (let after = from; ;) {
    const quarters = await read<{ quarter: Date; count: number }>(QUARTERS, [
      workspaceId,
      after,
      until,
    ]);
    let first: Date | undefined;
    let held = 0;
    for (const { quarter, count } of quarters) {
      if (first && held + count > FACTS_AT_ONCE) {
        yield [first, quarter];
        first = undefined;
        held = 0;
      }
      first ??= quarter;
      held += count;
    }
    const last = quarters.at(-1)?.quarter;
    if (!first || !last) return;
    after = new Date(last.getTime() + QUARTER_MS);
    yield [first, after];
  }
}
