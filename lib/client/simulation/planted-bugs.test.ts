/** A simulator that finds nothing proves nothing: each rule taken out of the client must be missed. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SequenceBuffer } from '@/lib/domain/cursor/sequence-buffer';
import { CatchUp } from '../connection/catch-up';
import { EntryList } from '../connection/entry-list';
import { SendQueue } from '../connection/send-queue';
import { StoredEntries } from '../connection/stored-entries';
import { ConversationHeads } from '../conversations/conversation-heads';
import { Thread } from '../conversations/thread';
import { Threads } from '../conversations/threads';
import { ModelConversation } from './model-conversation';
import { runScenario } from './scenario';

const SEEDS = 60;

async function firstFailure(): Promise<string | null> {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    try {
      await runScenario(seed);
    } catch (error) {
      return (error as Error).message;
    }
  }
  return null;
}

/** Replaces one method, private or not. */
function plant(
  prototype: object,
  method: string,
  body: (this: never, ...args: never[]) => unknown,
) {
  vi.spyOn(prototype as Record<string, () => unknown>, method).mockImplementation(
    body as () => unknown,
  );
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the simulator notices', () => {
  it('DEL-2: a client that does not drop what it has', async () => {
    plant(
      SequenceBuffer.prototype,
      'offer',
      function (this: { at: number }, item: { seq: number }) {
        this.at = Math.max(this.at, item.seq);
        return [item];
      },
    );
    expect(await firstFailure()).toMatch(/ORD-2|DEL-1/);
  }, 60_000);

  it('DEL-2: a client that does not repair gaps', async () => {
    plant(CatchUp.prototype, 'pull', () => Promise.resolve());
    expect(await firstFailure()).toMatch(/DEL-2|DEL-3/);
  }, 60_000);

  it('DEL-2: a client that ignores heads, beats and rows that show it is behind', async () => {
    plant(CatchUp.prototype, 'lookForGap', () => {});
    expect(await firstFailure()).toMatch(/DEL-2|DEL-3/);
  }, 60_000);

  it('DEL-2: a client that keeps the old log when told to reset', async () => {
    plant(Thread.prototype, 'reset', () => {});
    expect(await firstFailure()).not.toBeNull();
  }, 60_000);

  it('DEL-3: a pending row that outlives its event', async () => {
    plant(SendQueue.prototype, 'settle', () => {});
    expect(await firstFailure()).toMatch(/DEL-3/);
  }, 60_000);

  it('DEL-3: a queue that sends the newest first', async () => {
    plant(EntryList.prototype, 'sort', function (this: { entries: { order: number | null }[] }) {
      this.entries.sort((a, b) => (b.order ?? 0) - (a.order ?? 0));
    });
    expect(await firstFailure()).toMatch(/DEL-3/);
  }, 60_000);

  it('DEL-3: a queue that forgets what another tab has done', async () => {
    plant(StoredEntries.prototype, 'merge', () => {});
    expect(await firstFailure()).toMatch(/DEL-3/);
  }, 60_000);

  it('DEL-1: a server that does not know a client id again', async () => {
    plant(ModelConversation.prototype, 'findByClientId', () => undefined);
    expect(await firstFailure()).not.toBeNull();
  }, 60_000);

  it('RCP-1: cursors that are overwritten instead of merged', async () => {
    plant(
      ConversationHeads.prototype,
      'mergeOwn',
      function (
        this: {
          record(id: string): { own: unknown; ownKnown: boolean };
          publish: (...a: unknown[]) => void;
        },
        id: string,
        own: unknown,
      ) {
        const record = this.record(id);
        record.own = own;
        record.ownKnown = true;
        this.publish(id, record);
      },
    );
    expect(await firstFailure()).toMatch(/RCP-1/);
  }, 60_000);

  it('DEL-3: a message that is shown before and after, but not in between', async () => {
    plant(Threads.prototype, 'batch', (_ids: never, run: never) => (run as () => void)());
    expect(await firstFailure()).not.toBeNull();
  }, 60_000);
});
