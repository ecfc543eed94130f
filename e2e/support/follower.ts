/**
 * The least that a correct participant does (DEL-2): a contiguous cursor, and a pull when it sees a
 * gap or a head above it. `shown` is the render log: what was applied, in the order of applying.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ConversationSubscribeData } from '@/lib/contracts/conversations';
import { TIMES } from '@/lib/contracts/limits';
import { SequenceBuffer } from '@/lib/domain/cursor/sequence-buffer';
import type { WireClient } from './wire';

export class Follower {
  readonly shown: ConversationEvent[] = [];
  pulls = 0;
  readonly #buffer = new SequenceBuffer<ConversationEvent>(500);
  #pulling: Promise<void> | null = null;
  #waiting: NodeJS.Timeout | null = null;
  #head = 0;

  private constructor(
    private readonly client: WireClient,
    readonly conversationId: string,
  ) {
    client.socket.on('conversation:event', (event: ConversationEvent) => {
      if (event.conversationId !== conversationId) return;
      this.#take([event]);
      this.#lookAgain();
    });
    client.socket.on('conversation:heads', (heads: Record<string, number>) => {
      this.#head = Math.max(this.#head, heads[conversationId] ?? 0);
      if (this.#head > this.#buffer.cursor) void this.pull();
    });
  }

  /** Frames that arrive before the answer are held: join, read, merge. */
  static async open(
    client: WireClient,
    conversationId: string,
    afterSeq = 0,
  ): Promise<{ follower: Follower; opened: ConversationSubscribeData }> {
    const follower = new Follower(client, conversationId);
    follower.#buffer.reset(afterSeq);
    // The newest page of a conversation nobody holds anything of may begin above 1.
    let held: ConversationEvent[] | null = [];
    const take = follower.#take.bind(follower);
    follower.#take = (events) => (held ? void held.push(...events) : take(events));
    const opened = await client.get('conversation:subscribe', { conversationId, afterSeq });
    follower.#buffer.reset(opened.reset || afterSeq === 0 ? firstOf(opened) - 1 : afterSeq);
    const early = held;
    held = null;
    follower.#head = opened.headSeq;
    take([...opened.events, ...early]);
    if (follower.cursor < follower.#head || follower.#buffer.hasGap) await follower.pull();
    return { follower, opened };
  }

  get cursor(): number {
    return this.#buffer.cursor;
  }

  /** Two sends may be told in the wrong order: a gap gets a moment to close by itself. */
  #lookAgain(): void {
    if (!this.#buffer.hasGap || this.#waiting) return;
    this.#waiting = setTimeout(() => {
      this.#waiting = null;
      if (this.#buffer.hasGap) void this.pull();
    }, TIMES.gapWaitMs);
  }

  /** Asks for what it misses, page by page. */
  pull(): Promise<void> {
    this.#pulling ??= this.#pullAll().finally(() => {
      this.#pulling = null;
    });
    return this.#pulling;
  }

  async #pullAll(): Promise<void> {
    this.pulls++;
    for (let more = true; more;) {
      // Refused or cut off: the next beat asks again.
      const answer = await this.client
        .ask('conversation:sync', { conversationId: this.conversationId, afterSeq: this.cursor })
        .catch(() => null);
      if (!answer?.ok) return;
      this.#head = Math.max(this.#head, answer.data.headSeq);
      this.#take(answer.data.events);
      more = answer.data.hasMore;
    }
  }

  #take = (events: ConversationEvent[]): void => {
    for (const event of events) this.shown.push(...this.#buffer.offer(event));
  };
}

const firstOf = (opened: ConversationSubscribeData): number =>
  opened.events[0]?.seq ?? opened.headSeq + 1;
