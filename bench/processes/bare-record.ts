/**
 * Child process: the product's own transaction that writes an event into an inbox, with nothing around
 * it: what delivered notifications stand beside.
 */
import { performance } from 'node:perf_hooks';
import { v7 as uuid } from 'uuid';
import { answerCalls } from '@/bench/driver/calls';
import { recordNotifications } from '@/lib/server/notifications/notification-store';

export interface RecordTarget {
  workspaceId: string;
  conversationId: string;
  memberId: string;
}

const methods = {
  record: async (input: { targets: RecordTarget[]; count: number; inFlight: number }) => {
    const startedAt = performance.now();
    let [next, written] = [0, 0];
    const worker = async () => {
      while (next < input.count) {
        const number = next++;
        const target = input.targets[number % input.targets.length]!;
        const { workspaceId, conversationId: subjectKey, memberId: id } = target;
        const rows = await recordNotifications(
          {
            ...{ workspaceId, eventId: uuid(), subjectKind: 'conversation', subjectKey },
            ...{ subjectSeq: number, url: null, title: null, preview: 'Hello', at: new Date() },
            ...{ actorKind: 'contact', actorId: uuid(), actorName: null },
          },
          [{ recipient: { kind: 'member', id }, kind: 'message' }],
        );
        written += rows.length;
      }
    };
    await Promise.all(Array.from({ length: input.inFlight }, worker));
    return { written, milliseconds: performance.now() - startedAt };
  },
};

export type BareRecordMethods = typeof methods;
answerCalls(methods);
