/**
 * Volume for benches and for looking at long lists: set-based SQL, seconds instead of minutes. The
 * list columns are a recount of the events it wrote, so every invariant of the log holds.
 */
import { v7 as uuid } from 'uuid';
import { database, type Prisma } from '@/lib/platform/database';

export interface LargeOptions {
  conversations: number;
  /** Messages of the one very long conversation; 0 = none. */
  longMessages: number;
}

/** Adds to the first workspace. Returns the id of the long conversation. */
export async function seedLarge(options: LargeOptions): Promise<string> {
  const longId = uuid();
  await database().$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
      await tx.$executeRaw`
        CREATE TEMP TABLE seed ON COMMIT DROP AS
        SELECT gen_random_uuid() AS id, gen_random_uuid() AS contact_id, n,
          2 + n % 5 AS messages, n % 3 = 0 AS assigned,
          CASE WHEN n % 10 < 4 THEN 'open' WHEN n % 10 = 4 THEN 'snoozed' ELSE 'resolved' END AS goal,
          date_trunc('milliseconds', now()) - n * interval '7 minutes' - interval '1 hour' AS begun
        FROM generate_series(1, ${options.conversations}::int) AS n`;
      if (options.longMessages > 0) {
        await tx.$executeRaw`
          INSERT INTO seed SELECT ${longId}::uuid, gen_random_uuid(), 0, ${options.longMessages}::int,
            true, 'open', date_trunc('milliseconds', now()) - ${options.longMessages}::int * interval '20 seconds'`;
      }
      await insertRows(tx);
      await recount(tx, 'SELECT id FROM seed');
    },
    { timeout: 600_000, maxWait: 10_000 },
  );
  await database().$executeRaw`ANALYZE conversation, conversation_event, contact`;
  return longId;
}

async function insertRows(tx: Prisma.TransactionClient): Promise<void> {
  const place = `SELECT s.id AS site_id, s.workspace_id FROM site s ORDER BY s.created_at, s.id LIMIT 1`;
  const staff = `SELECT id, name, row_number() OVER (ORDER BY created_at, id) - 1 AS at,
    count(*) OVER () AS among FROM member WHERE workspace_id = (SELECT workspace_id FROM place)`;
  await tx.$executeRawUnsafe(`
    WITH place AS (${place})
    INSERT INTO contact (id, workspace_id, site_id, name, email, language, created_at, last_seen_at)
    SELECT contact_id, workspace_id, site_id,
      CASE WHEN n % 4 > 0 THEN
        (ARRAY['Aster','Briar','Clover','Dill','Elder','Fennel','Ginkgo','Hazel'])[1 + n % 8] || ' ' ||
        (ARRAY['Lake','Marsh','Field','Stone','Wood','Hill','Dale'])[1 + n % 7] || ' ' || n END,
      CASE WHEN n % 2 > 0 THEN 'visitor' || n || '@mail.example' END, 'en', begun, begun
    FROM seed, place`);
  await tx.$executeRawUnsafe(`
    WITH place AS (${place})
    INSERT INTO conversation (id, workspace_id, site_id, contact_id, start_client_id, created_at)
    SELECT id, workspace_id, site_id, contact_id, 'seed_' || id, begun FROM seed, place`);
  await tx.$executeRawUnsafe(`
    WITH place AS (${place}), staff AS (${staff}), event AS (
      SELECT id, 1 AS ord, 'conversation:started' AS type, true AS by_contact, '{}'::jsonb AS payload
      FROM seed
      UNION ALL
      SELECT id, 1 + m, 'message:sent', m % 2 = 1, jsonb_build_object('kind',
        CASE WHEN m % 20 = 8 THEN 'note' ELSE 'text' END, 'body',
        (ARRAY['Where is my parcel','Does this jacket come in moss','Thank you, that helps',
               'Let me look that up for you','Can I return boots that were worn once',
               'We have put one aside for you','Which tent is best for strong wind'])[1 + (n + m) % 7]
        || CASE WHEN m % 2 = 1 THEN '? (' ELSE '. (' END || n || '/' || m || ')')
      FROM seed, generate_series(1, messages) AS m
      UNION ALL
      SELECT seed.id, messages + 2, 'conversation:assigned', false,
        jsonb_build_object('assignee', jsonb_build_object('id', staff.id, 'name', staff.name))
      FROM seed JOIN staff ON staff.at = n % staff.among WHERE assigned
      UNION ALL
      SELECT id, messages + 3, 'conversation:' || goal, false,
        CASE goal WHEN 'snoozed' THEN jsonb_build_object('until',
          to_char((now() + (1 + n % 72) * interval '1 hour') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        ELSE '{}' END
      FROM seed WHERE goal <> 'open'
    ), placed AS (
      SELECT event.*, seed.contact_id, staff.id AS member_id, begun,
        row_number() OVER w AS seq, payload ->> 'kind' IS DISTINCT FROM 'note'
          AND type IN ('conversation:started', 'message:sent', 'conversation:resolved') AS public
      FROM event JOIN seed USING (id) JOIN staff ON staff.at = n % staff.among
      WINDOW w AS (PARTITION BY event.id ORDER BY ord)
    )
    INSERT INTO conversation_event
      (conversation_id, seq, public_seq, id, type, actor_kind, actor_id, client_id, payload, at)
    SELECT id, seq, CASE WHEN public THEN count(*) FILTER (WHERE public) OVER (
        PARTITION BY id ORDER BY seq ROWS UNBOUNDED PRECEDING) END,
      gen_random_uuid(), type, CASE WHEN by_contact THEN 'contact' ELSE 'member' END::actor_kind,
      CASE WHEN by_contact THEN contact_id ELSE member_id END,
      CASE WHEN type = 'message:sent' THEN 'seed_' || seq END, payload,
      begun + seq * interval '10 seconds'
    FROM placed`);
}

/** Sets every list column to what the events say. `ids` is a query that lists conversations. */
async function recount(tx: Prisma.TransactionClient, ids: string): Promise<void> {
  const preview = (alias: string, seq: string) => `jsonb_build_object(
    'seq', ${alias}.${seq}, 'kind', ${alias}.payload ->> 'kind',
    'preview', left(${alias}.payload ->> 'body', 140), 'actorKind', ${alias}.actor_kind,
    'actorId', ${alias}.actor_id, 'actorName', coalesce(
      (SELECT name FROM member WHERE id = ${alias}.actor_id),
      (SELECT name FROM contact WHERE id = ${alias}.actor_id)),
    'at', to_char(${alias}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;
  const newest = (condition: string) => `
    SELECT * FROM conversation_event WHERE conversation_id = listed.id AND ${condition}
    ORDER BY seq DESC LIMIT 1`;
  const message = `type = 'message:sent'`;
  await tx.$executeRawUnsafe(`
    WITH listed AS (${ids}), counted AS (
      SELECT conversation_id AS id, max(seq) AS last_seq, max(public_seq) AS last_public_seq,
        count(*) FILTER (WHERE ${message}) AS messages,
        count(*) FILTER (WHERE ${message} AND public_seq IS NOT NULL) AS public_messages,
        max(at) AS changed_at
      FROM conversation_event WHERE conversation_id IN (SELECT id FROM listed) GROUP BY 1
    ), written AS (
      SELECT id, jsonb_object_agg(actor_id, n) AS by_actor FROM (
        SELECT conversation_id AS id, actor_id, count(*) AS n FROM conversation_event
        WHERE ${message} AND conversation_id IN (SELECT id FROM listed) GROUP BY 1, 2) AS each
      GROUP BY 1
    )
    UPDATE conversation c SET
      last_seq = counted.last_seq, last_public_seq = counted.last_public_seq,
      message_count = counted.messages, public_message_count = counted.public_messages,
      message_count_by = written.by_actor, changed_at = counted.changed_at,
      last_message_seq = m.seq, last_message_actor_id = m.actor_id, last_message_at = m.at,
      last_message = ${preview('m', 'seq')}, last_public_message = ${preview('p', 'public_seq')},
      assignee_id = (assigned.payload -> 'assignee' ->> 'id')::uuid,
      status = CASE changed.type WHEN 'conversation:resolved' THEN 'resolved'
        WHEN 'conversation:snoozed' THEN 'snoozed' ELSE 'open' END::conversation_status,
      snoozed_until = (changed.payload ->> 'until')::timestamptz,
      waiting_since = (
        SELECT min(w.at) FROM conversation_event w
        WHERE w.conversation_id = c.id AND w.${message} AND w.actor_kind = 'contact'
          AND w.seq > coalesce(answered.seq, 0)
          AND w.seq > CASE WHEN changed.type = 'conversation:resolved' THEN changed.seq ELSE 0 END)
    FROM listed
      JOIN counted ON counted.id = listed.id
      JOIN written ON written.id = listed.id
      CROSS JOIN LATERAL (${newest(message)}) AS m
      CROSS JOIN LATERAL (${newest(`${message} AND public_seq IS NOT NULL`)}) AS p
      LEFT JOIN LATERAL (${newest(`type = 'conversation:assigned'`)}) AS assigned ON true
      LEFT JOIN LATERAL (${newest(`type IN ('conversation:resolved', 'conversation:snoozed', 'conversation:woken', 'conversation:reopened')`)}) AS changed ON true
      LEFT JOIN LATERAL (${newest(`${message} AND actor_kind = 'member' AND public_seq IS NOT NULL`)}) AS answered ON true
    WHERE c.id = listed.id`);
}
