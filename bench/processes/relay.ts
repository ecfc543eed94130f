/**
 * Child process: the product's relay and stream with a consumer that notes when it was called, on the
 * database and, when given, the Redis of its environment. Measures what no client can see: how long
 * after a commit its side effects begin.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { answerCalls } from '@/bench/driver/calls';
import { bus } from '@/lib/platform/bus';
import { query } from '@/lib/platform/database';
import { eventStream } from '@/lib/platform/event-stream';
import { startRelay } from '@/lib/worker/relay-outbox';

const COMMIT = {
  name: 'bench-commit',
  text: `INSERT INTO outbox (id, workspace_id, conversation_id, seq, topic, payload)
         VALUES ($1, $2, $3, $4, 'message:sent', '{}'::jsonb)`,
};

const methods = {
  /** Commits at fixed times; ms from each commit's answer to the call of the consumer. */
  latencies: async (input: { perSecond: number; seconds: number }): Promise<number[]> => {
    const total = input.perSecond * input.seconds;
    const committedAt = new Map<string, number>();
    const calledAt = new Map<string, number>();
    const stream = eventStream();
    const end = stream.consume(
      'announce',
      ({ id }) => {
        calledAt.set(id, performance.now());
        return Promise.resolve();
      },
      ({ error }) => Promise.reject(new Error('an entry was given up', { cause: error })),
    );
    const relay = startRelay(stream);
    const [workspaceId, conversationId] = [uuid(), uuid()];
    const startAt = performance.now() + 500;
    const commit = async (seq: number) => {
      const id = uuid();
      await query(COMMIT, [id, workspaceId, conversationId, seq]);
      committedAt.set(id, performance.now());
      bus().publish({ kind: 'inbox-changed', workspaceId });
    };
    const commits: Promise<void>[] = [];
    for (let seq = 1; seq <= total; seq++) {
      await sleep(startAt + (seq * 1_000) / input.perSecond - performance.now());
      commits.push(commit(seq));
    }
    await Promise.all(commits);
    while (calledAt.size < total) await sleep(20);
    await relay.stop();
    await end();
    return [...committedAt].map(([id, at]) => Math.max(0, calledAt.get(id)! - at));
  },
};
export type RelayMethods = typeof methods;
answerCalls(methods);
