/**
 * The server of docs/protocol.md in memory: dense sequences, idempotent by client id, subscribe,
 * sync, history, heads, resets, epochs. Pages and the catch-up bound are small, so that short runs
 * reach every branch. Unfair on purpose where the protocol allows it: it may fail before or after
 * the commit.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { ERROR_CODES, type ErrorCode } from '@/lib/contracts/errors';
import type { Person } from '@/lib/contracts/people';
import type { InboxView } from '@/lib/contracts/inbox';
import type { ConversationView } from '@/lib/contracts/conversations';
import { viewsOf } from '../inbox/view-lists';
import { ModelConversation, type LogRow } from './model-conversation';

const PAGE = 4;
const NEWEST_PAGE = 6;
const CATCH_UP = 14;
const INBOX_PAGE = 2;

export interface ServerSide {
  person: Person;
  subscriptions: Set<string>;
  inbox: boolean;
  emit(event: string, payload: unknown): void;
}

class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details?: unknown,
  ) {
    super(code);
  }
}

/** Already validated by its type on the client's side; read as loosely as it is written. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- one oracle for all events
type Fields = Record<string, any> & { conversationId: string };

export class ModelServer {
  readonly conversations = new Map<string, ModelConversation>();
  readonly connections = new Set<ServerSide>();
  private readonly started = new Map<string, string>();
  private readonly changedAt = new Map<string, number>();
  epoch = 1;
  /** Chance that a request fails with `unavailable`, half of the time after its commit. */
  failing = 0;

  constructor(
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  // ---------------------------------------------------------------- connections

  connect(side: ServerSide): void {
    this.connections.add(side);
    const { person } = side;
    side.emit('server:hello', {
      node: 'model',
      epoch: `epoch-${this.epoch}`,
      time: this.at(),
      protocol: 1,
      limits: { bodyChars: 10_000 },
      self:
        person.kind === 'contact'
          ? { kind: 'contact', id: person.id, name: person.name, verified: false }
          : {
              kind: 'member',
              id: person.id,
              name: person.name ?? '',
              role: 'agent',
              availability: 'online',
              workspaceId: 'w',
            },
      staff: [],
    });
  }

  disconnect(side: ServerSide): void {
    this.connections.delete(side);
  }

  beat(): void {
    for (const side of this.connections) {
      if (side.subscriptions.size > 0) {
        const heads = [...side.subscriptions].map((id) => [
          id,
          this.conversations.get(id)!.head(side.person),
        ]);
        side.emit('conversation:heads', Object.fromEntries(heads));
      }
      if (side.inbox) {
        const lately = [...this.conversations.values()].filter(
          ({ id }) => this.now() - (this.changedAt.get(id) ?? 0) < 60_000,
        );
        side.emit(
          'inbox:heads',
          Object.fromEntries(lately.map((one) => [one.id, one.head(side.person)])),
        );
      }
    }
  }

  // ---------------------------------------------------------------- requests

  handle(side: ServerSide, event: string, payload: unknown): unknown {
    const fails = this.random() < this.failing;
    const afterCommit = this.random() < 0.5;
    try {
      if (fails && !afterCommit) throw new Refusal('unavailable');
      const data = this.dispatch(side, event, payload as Fields);
      if (fails) throw new Refusal('unavailable');
      return { ok: true, data };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, details } = error;
      const { retryable } = ERROR_CODES[code];
      return { ok: false, error: { code, message: code, retryable, details } };
    }
  }

  private dispatch(side: ServerSide, event: string, payload: Fields): unknown {
    switch (event) {
      case 'conversation:start':
        return this.start(side.person, payload);
      case 'conversation:subscribe':
        return this.subscribe(side, payload);
      case 'conversation:unsubscribe':
        side.subscriptions.delete(payload.conversationId);
        return {};
      case 'conversation:sync':
        return this.after(side.person, payload.conversationId, payload['afterSeq']!);
      case 'conversation:history':
        return this.before(side.person, payload.conversationId, payload['beforeSeq']!);
      case 'conversation:list':
        return this.listOwn(side.person);
      case 'message:send':
        return this.send(side.person, payload);
      case 'receipt:advance':
        return this.advance(side.person, payload);
      case 'inbox:subscribe':
        side.inbox = true;
        return {
          ...this.page(side.person, payload['view']!, ''),
          counts: { open: 0, unassigned: 0, snoozed: 0, mineBy: {} },
          members: [],
          labels: [],
        };
      case 'inbox:page':
        return this.page(side.person, payload['view']!, payload['cursor']!);
      case 'inbox:sync':
        return {
          rows: (payload['conversationIds'] as string[])
            .filter((id) => this.conversations.has(id))
            .map((id) => this.row(side.person, this.conversations.get(id)!)),
        };
      case 'conversation:assign':
        return this.change(side.person, payload.conversationId, 'conversation:assigned', {
          assignee: payload['assigneeId'] === null ? null : { id: payload['assigneeId'], name: '' },
        });
      case 'conversation:resolve':
        return this.change(side.person, payload.conversationId, 'conversation:resolved', {});
      case 'conversation:reopen':
        return this.change(side.person, payload.conversationId, 'conversation:reopened', {});
      case 'typing:set':
        return {};
      default:
        throw new Refusal('unknown_event');
    }
  }

  private start(person: Person, { clientId, body }: Record<string, string>): unknown {
    const key = `${person.id}/${clientId}`;
    let conversation = this.conversations.get(this.started.get(key) ?? '');
    if (!conversation) {
      const id = `c${this.conversations.size + 1}`;
      conversation = new ModelConversation(id, person, this.at());
      this.conversations.set(id, conversation);
      this.started.set(key, id);
      const first = conversation.append(person, this.at(), {
        type: 'conversation:started',
        payload: {},
      });
      const second = conversation.append(person, this.at(), {
        type: 'message:sent',
        payload: { kind: 'text', body },
        clientId,
      });
      this.announce(conversation, [first, second]);
    }
    return {
      conversation: conversation.view(person),
      event: conversation.findByClientId(person, clientId!)!.public,
    };
  }

  private send(person: Person, payload: Record<string, unknown>): unknown {
    const conversation = this.require(person, payload['conversationId'] as string);
    const clientId = payload['clientId'] as string;
    const known = conversation.findByClientId(person, clientId);
    const present = (row: LogRow) => ({
      event: person.kind === 'contact' ? row.public : row.staff,
    });
    if (known) return present(known);
    if (payload['kind'] === 'note' && person.kind === 'contact') throw new Refusal('forbidden');
    this.guardStale(person, conversation, payload['basedOnSeq'] as number | undefined);
    const rows: LogRow[] = [];
    const resolved = conversation.view(person).status === 'resolved';
    if (resolved && person.kind === 'contact') {
      rows.push(
        conversation.append(person, this.at(), { type: 'conversation:reopened', payload: {} }),
      );
    }
    const { kind, body } = payload;
    const sent = conversation.append(person, this.at(), {
      type: 'message:sent',
      payload: { kind, body },
      clientId,
    });
    rows.push(sent);
    this.announce(conversation, rows);
    return present(sent);
  }

  private guardStale(person: Person, conversation: ModelConversation, based?: number): void {
    if (based === undefined || person.kind === 'contact') return;
    const last = conversation.rows.findLast((row) => row.staff.type === 'message:sent')?.staff;
    if (!last || last.seq <= based || last.actor.id === person.id) return;
    const unseen = conversation.log(person).filter((event) => event.seq > based);
    throw new Refusal('stale', { headSeq: conversation.head(person), unseen });
  }

  private change(person: Person, id: string, type: string, payload: unknown): unknown {
    const conversation = this.require(person, id);
    this.announce(conversation, [conversation.append(person, this.at(), { type, payload })]);
    return { conversation: conversation.view(person) };
  }

  private subscribe(side: ServerSide, payload: Record<string, unknown>): unknown {
    const { person } = side;
    const conversation = this.require(person, payload['conversationId'] as string);
    side.subscriptions.add(conversation.id);
    const log = conversation.log(person);
    const afterSeq = payload['afterSeq'] as number;
    const headSeq = log.length;
    const reset = afterSeq > headSeq || (afterSeq > 0 && headSeq - afterSeq > CATCH_UP);
    const newest = afterSeq === 0 || reset;
    const events = newest ? log.slice(-NEWEST_PAGE) : log.slice(afterSeq, afterSeq + PAGE);
    return {
      conversation: conversation.view(person),
      events,
      headSeq,
      hasMore: !newest && afterSeq + PAGE < headSeq,
      reset,
      receipts: conversation.receipts(person),
      own: conversation.own(person),
      typing: [],
      presence: {},
    };
  }

  private after(person: Person, id: string, afterSeq: number): unknown {
    const log = this.require(person, id).log(person);
    const events = log.slice(afterSeq, afterSeq + PAGE);
    return { events, headSeq: log.length, hasMore: afterSeq + PAGE < log.length };
  }

  private before(person: Person, id: string, beforeSeq: number): unknown {
    const log = this.require(person, id).log(person);
    const events = log.slice(Math.max(0, beforeSeq - 1 - PAGE), Math.max(0, beforeSeq - 1));
    return { events, headSeq: log.length, hasMore: (events[0]?.seq ?? 1) > 1 };
  }

  private advance(person: Person, payload: Record<string, unknown>): unknown {
    const conversation = this.require(person, payload['conversationId'] as string);
    const before = JSON.stringify(conversation.own(person));
    conversation.advance(
      person,
      (payload['deliveredSeq'] as number | undefined) ?? 0,
      (payload['readSeq'] as number | undefined) ?? 0,
    );
    const receipt = conversation.own(person);
    if (before !== JSON.stringify(receipt)) {
      for (const side of this.connections) {
        const conversationId = conversation.id;
        const frame = { conversationId, ...conversation.receiptOf(person, side.person) };
        if (side.person.id === person.id) side.emit('receipt:advanced', { ...frame, own: receipt });
        else if (side.subscriptions.has(conversationId)) side.emit('receipt:advanced', frame);
      }
    }
    return { receipt };
  }

  // ---------------------------------------------------------------- lists

  listOwn(person: Person) {
    const own = [...this.conversations.values()].filter(({ contact }) => contact.id === person.id);
    return {
      conversations: own.map((one) => ({ conversation: one.view(person), own: one.own(person) })),
      nextCursor: null,
    };
  }

  /** The ids of a view in the server's order. */
  ids(person: Person, view: InboxView): string[] {
    const views = [...this.conversations.values()].map(
      (one) => one.view(person) as ConversationView,
    );
    return views
      .filter((one) => viewsOf(one, person.id).includes(view))
      .sort((a, b) =>
        a.lastMessageAt === b.lastMessageAt
          ? a.id < b.id
            ? 1
            : -1
          : a.lastMessageAt < b.lastMessageAt
            ? 1
            : -1,
      )
      .map((one) => one.id);
  }

  private page(person: Person, view: InboxView, cursor: string): object {
    const [at = '', id = ''] = cursor.split('|');
    const ids = this.ids(person, view);
    const keys = ids.map((one) => this.conversations.get(one)!.view(person));
    const from =
      cursor === ''
        ? 0
        : keys.findIndex(
            (one) => one.lastMessageAt < at || (one.lastMessageAt === at && one.id < id),
          );
    const page = from < 0 ? [] : keys.slice(from, from + INBOX_PAGE);
    const last = page.at(-1);
    const more = last !== undefined && from + INBOX_PAGE < keys.length;
    return {
      rows: page.map((one) => this.row(person, this.conversations.get(one.id)!)),
      nextCursor: more ? `${last.lastMessageAt}|${last.id}` : null,
    };
  }

  private row(person: Person, conversation: ModelConversation): unknown {
    return {
      conversation: conversation.view(person),
      own: conversation.own(person),
      contactConnected: false,
    };
  }

  // ---------------------------------------------------------------- inside

  private announce(conversation: ModelConversation, rows: LogRow[]): void {
    this.changedAt.set(conversation.id, this.now());
    for (const side of this.connections) {
      const isContact = side.person.kind === 'contact';
      for (const row of rows) {
        const event: ConversationEvent | null = isContact ? row.public : row.staff;
        if (event && side.subscriptions.has(conversation.id))
          side.emit('conversation:event', event);
      }
      const listed = isContact
        ? side.person.id === conversation.contact.id && rows.some((row) => row.public)
        : side.inbox;
      if (listed) {
        side.emit('conversation:summarised', { conversation: conversation.view(side.person) });
      }
    }
  }

  private require(person: Person, id: string): ModelConversation {
    const conversation = this.conversations.get(id);
    if (!conversation || (person.kind === 'contact' && conversation.contact.id !== person.id)) {
      throw new Refusal('not_found');
    }
    return conversation;
  }

  private at(): string {
    return new Date(this.now()).toISOString();
  }
}
