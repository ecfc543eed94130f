/**
 * A person whose line may break at any time: comes back, joins again from its cursor, and sends with the
 * same client id until there is an answer. What it holds at the end is what such a client would show.
 */
import { io, type Socket } from 'socket.io-client';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { Ack, AckData, ClientEvent, Payload } from '@/lib/contracts/socket-events';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import { clientId } from './wire';

const ACK_MS = 3_000;
const RETRY_MS = 100;

export class ReliableWriter {
  /** Nodes in the order in which they greeted. */
  readonly nodes: string[] = [];
  /** Why each attempt to connect failed. */
  readonly refusals: string[] = [];
  readonly shown = new Map<number, ConversationEvent>();
  readonly socket: Socket;
  #conversationId: string | null = null;

  constructor(origin: string, token: string, transports: string[]) {
    this.socket = io(origin, {
      transports,
      tryAllTransports: true,
      forceNew: true,
      reconnectionDelay: RETRY_MS,
      reconnectionDelayMax: 5 * RETRY_MS,
      auth: { protocol: PROTOCOL_VERSION, token },
    });
    this.socket.on('server:hello', ({ node }: { node: string }) => {
      this.nodes.push(node);
      if (this.#conversationId) void this.#join(this.#conversationId);
    });
    this.socket.on('connect_error', (error) => {
      this.refusals.push(error.message);
      // Refused by the server's own word: the client library does not come back by itself.
      if (!this.socket.active) setTimeout(() => this.socket.connect(), RETRY_MS);
    });
    this.socket.on('conversation:event', (event: ConversationEvent) => this.#take([event]));
  }

  get transport(): string | undefined {
    return this.socket.io.engine?.transport.name;
  }

  async start(body: string): Promise<string> {
    const { conversation } = await this.#insist('conversation:start', {
      clientId: clientId(),
      body,
    });
    await this.follow(conversation.id);
    return conversation.id;
  }

  async follow(conversationId: string): Promise<void> {
    this.#conversationId = conversationId;
    await this.#join(conversationId);
  }

  /** Resolves with the event when it is acknowledged. */
  async send(body: string): Promise<ConversationEvent> {
    const conversationId = this.#conversationId!;
    const payload = { conversationId, clientId: clientId(), kind: 'text' as const, body };
    return (await this.#insist('message:send', payload)).event;
  }

  /** Everything after the last contiguous number, as after a heads beat. */
  async catchUp(): Promise<void> {
    await this.#join(this.#conversationId!);
  }

  bodies(): string[] {
    return [...this.shown.values()]
      .sort((a, b) => a.seq - b.seq)
      .flatMap((event) => (event.type === 'message:sent' ? [event.payload.body] : []));
  }

  close(): void {
    this.socket.disconnect();
  }

  async #join(conversationId: string): Promise<void> {
    const data = await this.#insist('conversation:subscribe', { conversationId, afterSeq: 0 });
    this.#take(data.events);
  }

  #take(events: ConversationEvent[]): void {
    for (const event of events) {
      const known = this.shown.get(event.seq);
      if (known && known.id !== event.id) throw new Error(`two events are number ${event.seq}`);
      this.shown.set(event.seq, event);
    }
  }

  async #insist<E extends ClientEvent>(event: E, payload: Payload<E>): Promise<AckData<E>> {
    for (;;) {
      const answer = (await this.socket
        .timeout(ACK_MS)
        .emitWithAck(event, payload)
        .catch(() => null)) as Ack<AckData<E>> | null;
      if (answer?.ok) return answer.data;
      if (answer && !answer.error.retryable) throw new Error(answer.error.message);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
