/**
 * Child process: the product's own send statement through the bare driver, with the product's pool
 * size. This is what the durable sends stand beside, so it takes the text from the product.
 */
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { answerCalls } from '@/bench/driver/calls';
import { SEND } from '@/lib/server/messages/message-store';

export interface Target {
  workspaceId: string;
  conversationId: string;
  contactId: string;
}

let pool: pg.Pool | undefined;
let serial = 0;

async function send({ workspaceId, conversationId, contactId }: Target, body: string) {
  const clientId = `bare-${process.pid}-${++serial}`;
  const preview = body.slice(0, 140);
  const values = [workspaceId, conversationId, 'contact', contactId, null, clientId];
  const result = await pool!.query({
    ...SEND,
    values: [...values, 'text', body, preview, null, uuid(), uuid(), null],
  });
  if (result.rows.length !== 1) throw new Error('the statement wrote nothing');
}

const methods = {
  open: async ({ url, connections }: { url: string; connections: number }): Promise<void> => {
    pool = new pg.Pool({ connectionString: url, max: connections });
    await pool.query('SELECT 1');
  },

  sendClosed: async (input: {
    targets: Target[];
    inFlight: number;
    milliseconds: number;
    body: string;
  }): Promise<{ done: number; milliseconds: number; latencies: number[] }> => {
    const startedAt = performance.now();
    const latencies: number[] = [];
    let next = 0;
    const worker = async () => {
      while (performance.now() - startedAt < input.milliseconds) {
        const at = performance.now();
        await send(input.targets[next++ % input.targets.length]!, input.body);
        latencies.push(performance.now() - at);
      }
    };
    await Promise.all(Array.from({ length: input.inFlight }, worker));
    return { done: latencies.length, milliseconds: performance.now() - startedAt, latencies };
  },

  /** At fixed times whatever comes back; measured from those times. */
  sendOpen: async (input: {
    targets: Target[];
    perSecond: number;
    seconds: number;
    body: string;
  }): Promise<{ latencies: number[] }> => {
    const latencies: number[] = [];
    const total = Math.round(input.perSecond * input.seconds);
    const startAt = performance.now() + 50;
    let next = 0;
    await new Promise<void>((resolve, reject) => {
      const tick = () => {
        const now = performance.now();
        for (; next < total; next++) {
          const due = startAt + (next * 1_000) / input.perSecond;
          if (due > now) break;
          send(input.targets[next % input.targets.length]!, input.body).then(
            () => latencies.push(performance.now() - due),
            reject,
          );
        }
        if (latencies.length >= total) resolve();
        else setTimeout(tick, 1);
      };
      tick();
    });
    return { latencies };
  },

  busy: (_: null): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};
export type BareStatementMethods = typeof methods;
answerCalls(methods);
