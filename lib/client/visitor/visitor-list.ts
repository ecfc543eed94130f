/**
 * The visitor's own conversations with their unread numbers, and who is on duty. Every conversation
 * whose head is known belongs to it: a visitor only ever hears of his own.
 */
import type { OwnReceipt, PublicConversationView } from '@/lib/contracts/conversations';
import { LIMITS } from '@/lib/contracts/limits';
import type { StaffOnDuty } from '@/lib/contracts/people';
import { Refresh } from '../connection/refresh';
import type { Core } from '../core';
import { createStore } from '../create-store';
import type { Outcome, VisitorConversation, VisitorState } from '../switchboard-client';

export interface InitialVisitorState {
  conversations: readonly { conversation: PublicConversationView; own: OwnReceipt }[];
  staff: readonly StaffOnDuty[];
}

export class VisitorList {
  readonly store = createStore<VisitorState>({
    status: 'loading',
    conversations: [],
    starting: [],
    hasMore: false,
    loadingMore: false,
    totalUnread: 0,
    staff: [],
  });
  private readonly rows = new Map<string, VisitorConversation>();
  private nextCursor: string | null = null;
  private quiet = false;
  private page: { url: string; title: string } | null = null;

  constructor(
    private readonly core: Core,
    initial: InitialVisitorState | undefined,
  ) {
    const { connection, env, heads } = core;
    heads.listen((id, head) => {
      const view = head.view as PublicConversationView | null;
      if (view === null) this.rows.delete(id);
      else this.rows.set(id, { conversation: view, own: head.own, unread: head.unread });
      this.publish();
    });
    const refresh = new Refresh(env, connection, () => this.load());
    connection.onOnline((hello) => {
      if (hello.staff) this.store.setState({ staff: hello.staff });
      refresh.run();
      this.tellPage();
    });
    connection.on('presence:changed', ({ staff }) => {
      if (staff) this.store.setState({ staff });
    });
    // A summary that got lost leaves no gap: the beat tells (DEL-2).
    connection.on('conversation:heads', (beat) => {
      const isBehind = ([id, head]: [string, number]) =>
        head > (this.rows.get(id)?.conversation.version ?? 0);
      if (Object.entries(beat).some(isBehind)) refresh.run();
    });
    core.queue.store.subscribe(({ entries }) => {
      const starting = entries
        .filter((entry) => entry.conversationId === `local:${entry.clientId}`)
        .map((entry) => entry.conversationId)
        .reverse();
      if (starting.join() !== this.store.getState().starting.join()) {
        this.store.setState({ starting });
      }
    });
    if (initial) {
      this.merge(initial.conversations);
      this.store.setState({ status: 'ready', staff: initial.staff });
    }
  }

  /** First page. Also the cheap question of a liveness check. */
  async load(timeoutMs?: number): Promise<Outcome<unknown>> {
    const answer = await this.core.connection.request('conversation:list', {}, timeoutMs);
    if (!answer.ok) return answer;
    this.merge(answer.data.conversations);
    // Pages that were scrolled to stay: their rows are kept current by summaries.
    if (this.rows.size <= answer.data.conversations.length || this.nextCursor === null) {
      this.nextCursor = answer.data.nextCursor;
    }
    this.store.setState({ status: 'ready', hasMore: this.nextCursor !== null });
    return answer;
  }

  async loadMore(): Promise<void> {
    if (this.nextCursor === null || this.store.getState().loadingMore) return;
    this.store.setState({ loadingMore: true });
    const answer = await this.core.connection.request('conversation:list', {
      cursor: this.nextCursor,
    });
    if (answer.ok) {
      this.merge(answer.data.conversations);
      this.nextCursor = this.rows.size < LIMITS.conversationsKept ? answer.data.nextCursor : null;
    }
    this.store.setState({ loadingMore: false, hasMore: this.nextCursor !== null });
  }

  reportPage(page: { url: string; title: string }): void {
    if (this.page?.url === page.url && this.page.title === page.title) return;
    this.page = page;
    this.tellPage();
  }

  /** Where the visitor is now matters only now: unanswered, it is told again with the next change. */
  private tellPage(): void {
    if (this.page && this.core.connection.online) {
      void this.core.connection.request('visit:set', this.page);
    }
  }

  private merge(list: InitialVisitorState['conversations']): void {
    this.quiet = true;
    for (const { conversation, own } of list) {
      this.core.heads.mergeOwn(conversation.id, own);
      this.core.heads.mergeView(conversation);
    }
    this.quiet = false;
    this.publish();
  }

  private publish(): void {
    if (this.quiet) return;
    const conversations = [...this.rows.values()].sort((a, b) =>
      a.conversation.lastMessageAt < b.conversation.lastMessageAt ? 1 : -1,
    );
    const totalUnread = conversations.reduce((sum, row) => sum + row.unread, 0);
    this.store.setState({ conversations, totalUnread });
  }
}
