/**
 * A witness inside Postgres: every state of every notification, and every time an event was written
 * into one, in the transaction that did it. Also where the mechanism that makes it once is taken away.
 */
import { query } from '@/lib/platform/database';
import type { Without } from './without';

const TABLES = [
  `CREATE TABLE IF NOT EXISTS chaos_notice_step (
     place bigserial PRIMARY KEY, id uuid, recipient_id uuid, version int, count int,
     seen_at timestamptz, read_at timestamptz, archived_at timestamptz, snoozed_until timestamptz)`,
  `CREATE TABLE IF NOT EXISTS chaos_notice_cause (
     place bigserial PRIMARY KEY, event_id uuid, recipient_id uuid, notification_id uuid)`,
  `CREATE OR REPLACE FUNCTION chaos_notice_step() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO chaos_notice_step
       (id, recipient_id, version, count, seen_at, read_at, archived_at, snoozed_until)
     VALUES (NEW.id, NEW.recipient_id, NEW.version, NEW.count,
       NEW.seen_at, NEW.read_at, NEW.archived_at, NEW.snoozed_until);
     RETURN NULL;
   END $$`,
  `CREATE OR REPLACE TRIGGER chaos_notice_step AFTER INSERT OR UPDATE ON notification
     FOR EACH ROW EXECUTE FUNCTION chaos_notice_step()`,
];

/** `RETURN NULL` forgets the cause: an event that comes again finds nothing of its first time. */
const cause = (answer: 'NEW' | 'NULL'): string[] => [
  `CREATE OR REPLACE FUNCTION chaos_notice_cause() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO chaos_notice_cause (event_id, recipient_id, notification_id)
     VALUES (NEW.event_id, NEW.recipient_id, NEW.notification_id);
     RETURN ${answer};
   END $$`,
  `CREATE OR REPLACE TRIGGER chaos_notice_cause BEFORE INSERT ON notification_cause
     FOR EACH ROW EXECUTE FUNCTION chaos_notice_cause()`,
];

export async function witnessNotices(without: Without | null): Promise<void> {
  const statements = [...TABLES, ...cause(without === 'notify-once' ? 'NULL' : 'NEW')];
  for (const [place, text] of statements.entries()) {
    await query({ name: `chaos-witness-${place}`, text }, []);
  }
}
