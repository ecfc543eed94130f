/** Looks at the machine once a second: memory of the nodes, what waits in outbox and stream, cursors. */
import fs from 'node:fs';
import { CONSUMER_GROUPS } from '@/lib/contracts/consumer-groups';
import { repeat } from '@/lib/platform/repeat';
import { logger } from '@/lib/platform/logger';
import { query } from '@/lib/platform/database';
import type { Desk } from './desk';

const EVERY_MS = 1_000;
const STREAM = 'switchboard:{events}';
const PAGE_BYTES = 4_096;

const WAITING = {
  name: 'chaos-waiting',
  text: `SELECT (SELECT count(*)::int FROM outbox) AS outbox,
                (SELECT count(*)::int FROM dead_letter) AS dead`,
};
const CURSORS = {
  name: 'chaos-cursors',
  text: `SELECT r.conversation_id, r.participant_id, r.delivered_seq, r.read_seq
         FROM receipt r JOIN conversation c ON c.id = r.conversation_id
         WHERE c.workspace_id = $1::uuid`,
};

export function startSamples(desk: Desk): { stop(): Promise<void> } {
  return repeat(EVERY_MS, logger('server'), () => sample(desk));
}

export async function sample(desk: Desk): Promise<void> {
  const { recorder, installation, workspace } = desk;
  for (const { name, process } of installation.nodes) {
    const rss = process.running() ? residentBytes(process.pid()) : null;
    if (rss !== null) recorder.record({ entry: 'resource', node: name, name: 'rss', value: rss });
  }
  // What is away cannot be looked at, which is no finding.
  const { client } = installation.redis;
  if (client.status === 'ready') {
    const length = await within(client.xlen(STREAM));
    if (length !== null) {
      recorder.record({ entry: 'resource', node: 'redis', name: 'stream_length', value: length });
    }
    const value = await pendingEntries(desk);
    if (value !== null) {
      recorder.record({ entry: 'resource', node: 'redis', name: 'stream_pending', value });
    }
  }
  const rows = await query<{ outbox: number; dead: number }>(WAITING, []).catch(() => []);
  for (const { outbox, dead } of rows) {
    recorder.record({ entry: 'resource', node: 'postgres', name: 'outbox_rows', value: outbox });
    recorder.record({ entry: 'resource', node: 'postgres', name: 'dead_letters', value: dead });
  }
  const cursors = await query<{
    conversation_id: string;
    participant_id: string;
    delivered_seq: number;
    read_seq: number;
  }>(CURSORS, [workspace.id]).catch(() => []);
  for (const row of cursors) {
    recorder.record({
      ...{ entry: 'receipt', client: 'sql', audience: 'staff', source: 'database' },
      ...{ conversationId: row.conversation_id, personId: row.participant_id },
      ...{ deliveredSeq: row.delivered_seq, readSeq: row.read_seq },
    });
  }
}

/**
 * Entries that were taken and not acknowledged, of all groups; null when nobody can say: a group that
 * is not there, after Redis forgot everything, is made with the next entry.
 */
export async function pendingEntries({ installation }: Desk): Promise<number | null> {
  const { client } = installation.redis;
  const pending = await Promise.all(
    CONSUMER_GROUPS.map((group) => within(client.xpending(STREAM, group))),
  );
  if (!pending.every((one) => one !== null)) return null;
  return pending.reduce((sum, [waiting]) => sum + Number(waiting), 0);
}

const within = <T>(answer: Promise<T>): Promise<T | null> =>
  Promise.race([
    answer.catch(() => null),
    new Promise<null>((resolve) => setTimeout(() => resolve(null), 500).unref()),
  ]);

function residentBytes(pid: number | undefined): number | null {
  try {
    const pages = fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
    return Number(pages) * PAGE_BYTES;
  } catch {
    return null; // it has just ended
  }
}
