/**
 * Which life of the database is served. The epoch changes when the database is replaced or restored
 * from a backup: cursors of another epoch are void (DEL-2).
 */
import { query } from './database';

const EPOCH = {
  name: 'platform_epoch',
  // The identifier is made by initdb, the timeline moves with every restore or promotion, and the
  // oid tells databases of one cluster apart.
  text: `SELECT system.system_identifier::text || '-' || checkpoint.timeline_id || '-' ||
                (SELECT oid FROM pg_database WHERE datname = current_database()) AS epoch
         FROM pg_control_system() AS system, pg_control_checkpoint() AS checkpoint`,
};

/** Read afresh on every call: a restore under a running node must be noticed. */
export async function databaseEpoch(): Promise<string> {
  const [row] = await query<{ epoch: string }>(EPOCH, []);
  if (!row) throw new Error('Postgres did not tell its identity.');
  return row.epoch;
}
