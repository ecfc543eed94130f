/** What visitors and agents do alike: open a conversation, read what comes, type, send until it is there. */
import type { CoreClient, ThreadState, ThreadStore } from '@/lib/client/switchboard-client';
import type { MessageEvent } from '@/lib/contracts/conversation-events';
import { typingMs } from '@/prisma/seeds/demo-script';
import { Trouble, type Stage } from './stage';

const KEYSTROKE_EVERY_MS = 2_500;
const READS_AFTER_MS = 1_500;

export class Talk {
  readonly thread: ThreadStore;
  readonly #close: () => void;
  readonly #unsubscribe: () => void;
  #read = 0;
  #closed = false;

  constructor(
    private readonly stage: Stage,
    private readonly client: CoreClient,
    readonly conversationId: string,
  ) {
    this.thread = client.conversations.thread(conversationId);
    this.#close = client.conversations.open(conversationId);
    this.#unsubscribe = this.thread.subscribe((state) => this.#noticed(state));
    this.#noticed(this.thread.getState());
  }

  /** Types for as long as the text needs, sends it, and waits until it stands in the order. */
  async say(
    text: string,
    more: { kind?: 'text' | 'note'; mentions?: readonly string[] } = {},
  ): Promise<void> {
    await this.#type(text, more.kind === 'note' ? 'staff' : 'all');
    const { conversationId } = this;
    const sent = await this.client.messages.send({ conversationId, body: text, ...more });
    if (!sent.ok) throw new Trouble(`a message was not taken (${sent.error.code})`);
    await this.#settled(sent.data.clientId);
  }

  /** Resolves when that text of somebody else is here. */
  async hears(text: string): Promise<void> {
    await this.stage.until(this.thread, 'a message', ({ events }) =>
      events.some((event) => event.type === 'message:sent' && event.payload.body === text),
    );
  }

  /** The next message after `seq` that fits; null when `patienceMs` have passed. */
  waitsFor(
    seq: number,
    fits: (event: MessageEvent) => boolean,
    patienceMs: number,
  ): Promise<MessageEvent | null> {
    const find = ({ events }: ThreadState) =>
      events.find(
        (event): event is MessageEvent =>
          event.seq > seq && event.type === 'message:sent' && fits(event),
      );
    return this.stage.within(this.thread, find, patienceMs);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.client.typing.stop(this.conversationId);
    this.#unsubscribe();
    this.#close();
  }

  async #type(text: string, audience: 'all' | 'staff'): Promise<void> {
    for (let left = typingMs(text); left > 0; left -= KEYSTROKE_EVERY_MS) {
      this.client.typing.keystroke(this.conversationId, audience);
      await this.stage.pause(Math.min(left, KEYSTROKE_EVERY_MS));
    }
  }

  /** The client's queue sends and tries again by itself; what it gives up is told. */
  async #settled(clientId: string): Promise<void> {
    const ended = await this.stage.until(this.thread, 'sending', ({ events, pending }) => {
      if (events.some((event) => event.clientId === clientId)) return { state: 'sent' } as const;
      return pending.find(
        (row) => row.clientId === clientId && (row.state === 'failed' || row.state === 'refused'),
      );
    });
    if (ended.state === 'sent') return;
    if (ended.state === 'failed') throw new Trouble(`a message failed (${ended.error?.code})`);
    // Somebody wrote meanwhile: it is said all the same.
    await this.client.messages.sendAnyway(clientId);
    await this.stage.until(this.thread, 'sending', ({ events }) =>
      events.some((event) => event.clientId === clientId),
    );
  }

  #noticed({ events }: ThreadState): void {
    const seq = events.at(-1)?.seq ?? 0;
    if (seq <= this.#read) return;
    this.#read = seq;
    this.stage.beside('Reading', async () => {
      await this.stage.pause(READS_AFTER_MS);
      if (!this.#closed) this.client.receipts.markRead(this.conversationId, seq);
    });
  }
}
