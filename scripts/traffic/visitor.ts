/** One simulated visitor: enters as the widget does, signed in to the shop or anonymous, with the widget's client. */
import { SignJWT } from 'jose';
import { buildVisitorClient } from '@/lib/client/build-visitor-client';
import { nodeEnvironment } from '@/lib/client/node/node-environment';
import type { VisitorClient } from '@/lib/client/switchboard-client';
import { ratingSender } from '@/lib/client/visitor/rating-sender';
import type { RatingScore } from '@/lib/contracts/conversation-events';
import { widgetSessionSchema } from '@/lib/contracts/widget-sessions';
import type { Customer } from '@/prisma/seeds/demo-customers';
import { request } from './request';
import { Trouble, type Stage } from './stage';
import { Talk } from './talk';

export interface Page {
  url: string;
  title: string;
}

export class Visitor {
  #token = '';
  #client: VisitorClient | null = null;
  #talk: Talk | null = null;

  /** `customer` null: nobody knows who it is. */
  constructor(
    private readonly stage: Stage,
    private readonly customer: Customer | null,
    private readonly page: Page,
  ) {}

  /** Also to come back. */
  async enter(): Promise<void> {
    const { siteKey, origin } = this.stage.order;
    const { body } = await request(this.stage, '/api/v1/widget/sessions', {
      siteKey,
      language: 'en',
      ...(this.#token === '' ? {} : { visitorToken: this.#token }),
      ...(this.customer ? { identity: await this.#sign(this.customer) } : {}),
    });
    const { visitorToken, contact, conversations, staff } = widgetSessionSchema.parse(body);
    this.#token = visitorToken;
    const client = buildVisitorClient(nodeEnvironment(origin), {
      self: { kind: 'contact', id: contact.id, name: contact.name },
      token: visitorToken,
      initial: { conversations, staff },
    });
    this.#client = client;
    client.start();
    await this.stage.until(client.connection, 'connecting as a visitor', ({ status, reason }) => {
      if (status === 'closed') throw new Trouble(`the server closed the connection (${reason})`);
      return status === 'online';
    });
    client.reportPage(this.page);
  }

  leave(): void {
    this.#talk?.close();
    this.#client?.stop();
    this.#talk = null;
    this.#client = null;
  }

  /** @returns the conversation that comes of it */
  async begin(text: string): Promise<Talk> {
    const client = this.#online();
    const started = await client.startConversation(text);
    if (!started.ok) throw new Trouble(`a conversation was not taken (${started.error.code})`);
    const local = started.data.conversationId;
    const close = client.conversations.open(local);
    const id = await this.stage.until(
      client.conversations.thread(local),
      'starting a conversation',
      ({ conversationId }) => !conversationId.startsWith('local:') && conversationId,
    );
    const talk = this.open(id);
    close();
    return talk;
  }

  open(conversationId: string): Talk {
    this.#talk?.close();
    this.#talk = new Talk(this.stage, this.#online(), conversationId);
    return this.#talk;
  }

  async rate(conversationId: string, score: RatingScore, comment: string | null): Promise<void> {
    const sender = ratingSender(this.#online(), conversationId);
    sender.answer({ score, comment });
    const draft = await this.stage.until(sender.store, 'a rating', (state) =>
      // Forgotten: the conversation is open again.
      state === null
        ? 'forgotten'
        : state.state !== 'sending' && state.state !== 'waiting' && state,
    );
    if (draft === 'forgotten') return;
    if (draft.state !== 'saved') throw new Trouble(`a rating was refused (${draft.state})`);
    this.stage.counters.rated += 1;
  }

  #online(): VisitorClient {
    if (!this.#client) throw new Error('a visitor who is not there');
    return this.#client;
  }

  #sign({ subject, name, email }: Customer): Promise<string> {
    const { desk, siteKey } = this.stage.order;
    return new SignJWT({ name, email })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject)
      .setAudience(siteKey)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(desk.identitySecret));
  }
}
