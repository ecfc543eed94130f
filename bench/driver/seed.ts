/** People and conversations, straight in the database, set by set. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Credential } from '@/bench/wire/client';
import { AUTH_SECRET } from './server';

export interface SeededMember {
  id: string;
  name: string;
  credential: Credential;
}

export interface SeededVisitor {
  contactId: string;
  conversationId: string;
  credential: Credential;
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
const newToken = () => randomBytes(32).toString('base64url');

export async function addWorkspace(db: pg.Pool): Promise<{ id: string; siteId: string }> {
  const [id, siteId] = [randomUUID(), randomUUID()];
  await db.query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [id, 'Benchmark']);
  await db.query(
    `INSERT INTO site (id, workspace_id, key, name, allowed_origins)
     VALUES ($1, $2, $3, 'Benchmark shop', '{}')`,
    [siteId, id, `site_${id}`],
  );
  return { id, siteId };
}

export async function addMembers(
  db: pg.Pool,
  workspaceId: string,
  count: number,
): Promise<SeededMember[]> {
  const rows = Array.from({ length: count }, (_, index) => {
    const token = newToken();
    const signature = createHmac('sha256', AUTH_SECRET).update(token).digest('base64');
    return {
      id: randomUUID(),
      userId: randomUUID(),
      name: `Agent ${index + 1}`,
      token,
      cookie: `switchboard_session=${encodeURIComponent(`${token}.${signature}`)}`,
    };
  });
  const columns = [
    rows.map((row) => row.userId),
    rows.map((row) => row.id),
    rows.map((row) => row.name),
    rows.map((row) => hashOf(row.token)),
  ];
  await db.query(
    `WITH given AS (
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[])
         AS t(user_id, id, name, token)
     ), users AS (
       INSERT INTO "user" (id, name, email, email_verified, updated_at)
       SELECT user_id, name, user_id || '@example.test', true, now() FROM given RETURNING id
     ), members AS (
       INSERT INTO member (id, workspace_id, user_id, role, name)
       SELECT g.id, $5, g.user_id, 'agent', g.name FROM given g JOIN users u ON u.id = g.user_id
     )
     INSERT INTO session (id, token, expires_at, user_id, updated_at)
     SELECT gen_random_uuid()::text, g.token, now() + interval '1 day', g.user_id, now()
     FROM given g JOIN users u ON u.id = g.user_id`,
    [...columns, workspaceId],
  );
  return rows.map(({ id, name, cookie }) => ({ id, name, credential: { cookie } }));
}

/** Visitors with a session and one open conversation of `messages` messages each. */
export async function addVisitors(
  db: pg.Pool,
  place: { id: string; siteId: string },
  count: number,
  messages = 1,
): Promise<SeededVisitor[]> {
  const rows = Array.from({ length: count }, () => ({
    contactId: randomUUID(),
    conversationId: randomUUID(),
    token: newToken(),
  }));
  const contacts = rows.map((row) => row.contactId);
  const conversations = rows.map((row) => row.conversationId);
  await db.query(
    `INSERT INTO contact (id, workspace_id, site_id)
     SELECT unnest($1::uuid[]), $2, $3`,
    [contacts, place.id, place.siteId],
  );
  await db.query(
    `INSERT INTO visitor_session (id, contact_id, token_hash, expires_at)
     SELECT gen_random_uuid(), contact_id, hash, now() + interval '1 day'
     FROM unnest($1::uuid[], $2::text[]) AS t(contact_id, hash)`,
    [contacts, rows.map((row) => hashOf(row.token))],
  );
  await db.query(
    `${INSERT_CONVERSATIONS}
     SELECT t.id, $3, $4, t.contact_id, 'benchmark', 'open', NULL, $5,
       jsonb_build_object(t.contact_id::text, $5::int), now(), now()
     FROM unnest($1::uuid[], $2::uuid[]) AS t(id, contact_id)`,
    [conversations, contacts, place.id, place.siteId, messages],
  );
  await db.query(INSERT_EVENTS, [conversations]);
  return rows.map(({ contactId, conversationId, token }) => ({
    contactId,
    conversationId,
    credential: { token },
  }));
}

/** The columns that the log's fold keeps ready; previews are left empty. */
const INSERT_CONVERSATIONS = `
  INSERT INTO conversation (id, workspace_id, site_id, contact_id, start_client_id, status,
    assignee_id, message_count, message_count_by, last_message_at, changed_at)`;

/** As many messages by the visitor as the conversation says it has, of 12 words each. */
const INSERT_EVENTS = `
  WITH numbered AS (
    UPDATE conversation SET last_seq = message_count, last_public_seq = message_count,
      public_message_count = message_count, last_message_seq = message_count,
      last_message_actor_id = contact_id
    WHERE id = ANY($1::uuid[]) RETURNING id, contact_id, message_count, last_message_at
  )
  INSERT INTO conversation_event
    (conversation_id, seq, public_seq, id, type, actor_kind, actor_id, client_id, payload, at)
  SELECT n.id, s, s, gen_random_uuid(), 'message:sent', 'contact', n.contact_id,
    'seeded-' || s, jsonb_build_object('kind', 'text', 'body', words.body), n.last_message_at
  FROM numbered n CROSS JOIN LATERAL generate_series(1, n.message_count) s
    CROSS JOIN LATERAL (
      SELECT string_agg('w' || floor(20000 * power(random(), 3))::int, ' ') AS body
      FROM generate_series(1, 12 + 0 * s)) words`;

export interface LargeSeed {
  conversations: number;
  messagesEach: number;
  /** Whom open conversations are assigned to, in turn; every third has nobody. */
  memberIds: string[];
}

/** A desk with years of history: two thirds resolved, the newest ones open. */
export async function addHistory(
  db: pg.Pool,
  place: { id: string; siteId: string },
  { conversations, messagesEach, memberIds }: LargeSeed,
): Promise<void> {
  const client = await db.connect();
  const index = 'conversation_event_search_idx';
  try {
    // Foreign keys hold by construction; the search index is built once at the end. One setting for
    // this connection only.
    await client.query(`SET session_replication_role = replica`);
    const { rows } = await client.query<{ definition: string }>(
      `SELECT pg_get_indexdef($1::regclass) AS definition`,
      [index],
    );
    await client.query(`DROP INDEX ${index}`);
    await client.query(
      `INSERT INTO contact (id, workspace_id, site_id, name, email)
       SELECT gen_random_uuid(), $1, $2, 'Visitor ' || n, 'visitor' || n || '@example.test'
       FROM generate_series(1, $3::int) n`,
      [place.id, place.siteId, conversations],
    );
    await client.query(
      `${INSERT_CONVERSATIONS}
       SELECT gen_random_uuid(), $1, $2, c.id, 'benchmark',
         (CASE WHEN n % 3 <> 0 THEN 'resolved' WHEN n % 10 = 0 THEN 'snoozed' ELSE 'open' END)
           ::conversation_status,
         CASE WHEN n % 9 = 0 THEN NULL ELSE ($3::uuid[])[1 + n % cardinality($3::uuid[])] END,
         $4, jsonb_build_object(c.id::text, $4::int),
         now() - n * interval '1 minute', now() - n * interval '1 minute'
       FROM (SELECT id, row_number() OVER ()::int AS n FROM contact
             WHERE workspace_id = $1 AND name IS NOT NULL) c`,
      [place.id, place.siteId, memberIds, messagesEach],
    );
    const { rows: found } = await client.query<{ id: string }>(
      `SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id
       WHERE c.workspace_id = $1 AND k.name IS NOT NULL`,
      [place.id],
    );
    const ids = found.map((row) => row.id);
    for (let at = 0; at < ids.length; at += 10_000) {
      await client.query(INSERT_EVENTS, [ids.slice(at, at + 10_000)]);
    }
    await client.query(rows[0]!.definition);
    await client.query('VACUUM (ANALYZE)');
  } finally {
    client.release(true);
  }
}
