/**
 * The agent's inbox: rows by id from pages, summaries and beats, older versions ignored; views
 * derived from the rows (view-lists.ts). After a reconnect the view on screen is read again as deep
 * as it was, and what is not where it should be is asked for by id, so that nothing stale stays.
 * Keeps a bounded number of rows (LIM-1).
 */
import type { ConversationView } from '@/lib/contracts/conversations';
import type { InboxPageData, InboxRow, InboxView } from '@/lib/contracts/inbox';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { MemberView } from '@/lib/contracts/people';
import { pauseAfter } from '../connection/pause-after';
import { Refresh } from '../connection/refresh';
import type { Head } from '../conversations/conversation-heads';
import type { Core } from '../core';
import { createStore } from '../create-store';
import { remember } from '../remember';
import type { InboxRowState, InboxState, InboxViewState, Outcome } from '../switchboard-client';
import { INBOX_VIEWS, ViewLists, type Horizon } from './view-lists';

/** Pages read again after a reconnect; deeper ones are read when scrolled to. */
const REREAD_PAGES = 20;
/** Evicted down to this at once, so that it is not done again with every event. */
const KEPT = Math.floor(LIMITS.conversationsKept * 0.9);
const EMPTY_VIEW: InboxViewState = { ids: [], status: 'idle', hasMore: false, loadingMore: false };

export class InboxList {
  readonly store;
  private readonly rows = new Map<string, InboxRowState>();
  private readonly connected = new Map<string, boolean>();
  private readonly lists: ViewLists;
  private readonly cursors = new Map<InboxView, string | null>();
  private readonly wanted = new Set<string>();
  /** Rows on screen of contacts whose presence nobody has told: asked for after `wanted`. */
  private readonly unheard = new Set<string>();
  /** Contacts of whom the server could not say: it tells when it can, so nobody asks until then. */
  private readonly unsure = new Set<string>();
  private readonly refresh: Refresh;
  private readonly fetchWanted: Refresh;
  private unreadMine = 0;
  private quiet = 0;
  /** Readings under way: their pages must find the rows they join on to. */
  private readings = 0;
  /** Answers of an earlier reading of the view on screen are void. */
  private reading = 0;

  constructor(
    private readonly core: Core,
    view: InboxView,
    private readonly members: (members: readonly MemberView[]) => void,
  ) {
    const { connection, env, heads, self } = core;
    this.lists = new ViewLists(self.id);
    this.store = createStore<InboxState>({
      view,
      views: {
        mine: EMPTY_VIEW,
        unassigned: EMPTY_VIEW,
        open: EMPTY_VIEW,
        snoozed: EMPTY_VIEW,
        resolved: EMPTY_VIEW,
      },
      rows: this.rows,
      counts: null,
      mineCount: 0,
      unreadMine: 0,
      labels: [],
    });
    this.refresh = new Refresh(env, connection, () => this.read());
    this.fetchWanted = new Refresh(env, connection, () => this.sync());
    heads.keep((id) => this.lists.shows(id));
    heads.listen((id, head) => this.headChanged(id, head));
    connection.onOnline(() => this.refresh.run());
    connection.onOffline(() => {
      // Other views may change unheard: they are read again when shown.
      for (const other of INBOX_VIEWS) {
        if (other !== this.store.getState().view) this.lists.setHorizon(other, null);
      }
      this.reading += 1;
      this.publish();
    });
    connection.on('inbox:counted', (counts) => {
      this.store.setState({ counts, mineCount: counts.mineBy[self.id] ?? 0 });
    });
    connection.on('inbox:heads', (versions) => this.compare(versions));
    connection.on('presence:changed', ({ contacts, stale }) => {
      // Other views are read again when shown anyway.
      if (stale) this.unsure.clear();
      if (stale) this.refresh.soon(TIMES.presenceRereadMs * env.random());
      if (!contacts) return;
      for (const { id, connected } of contacts) this.setConnected(id, connected);
      this.presenceChanged(new Set(contacts.map((contact) => contact.id)));
    });
  }

  async show(view: InboxView): Promise<Outcome<null>> {
    this.store.setState({ view });
    this.reading += 1;
    this.publish();
    const outcome = await this.read();
    // Shown as failed at once, and tried again behind it.
    if (!outcome.ok && outcome.error.retryable) this.refresh.run();
    return outcome;
  }

  /** The view on screen, from the top, as deep as it was loaded. Also a liveness check's question. */
  async read(timeoutMs?: number): Promise<Outcome<null>> {
    this.readings += 1;
    const outcome = await this.readPages(timeoutMs);
    this.readings -= 1;
    this.publish();
    return outcome;
  }

  private async readPages(timeoutMs?: number): Promise<Outcome<null>> {
    const { view } = this.store.getState();
    const reading = (this.reading += 1);
    const depth = this.lists.horizon(view);
    if (depth === null) this.setView(view, { status: 'loading' });
    const { connection, self } = this.core;
    const answer = await connection.request('inbox:subscribe', { view }, timeoutMs);
    if (!answer.ok) {
      const lost = answer.error.code === 'offline' || reading !== this.reading;
      if (!lost && depth === null) this.setView(view, { status: 'failed' });
      return answer;
    }
    const { counts, members, labels } = answer.data;
    this.members(members);
    this.store.setState({ counts, mineCount: counts.mineBy[self.id] ?? 0, labels });
    let page: InboxPageData = answer.data;
    const seen = this.merge(page);
    for (let count = 1; count < REREAD_PAGES; count += 1) {
      if (reading !== this.reading) return { ok: true, data: null };
      if (page.nextCursor === null || ViewLists.reaches(horizonOf(page), depth)) break;
      const more = await connection.request('inbox:page', { view, cursor: page.nextCursor });
      if (!more.ok) return more;
      page = more.data;
      for (const id of this.merge(page)) seen.add(id);
    }
    if (reading === this.reading) this.extend(view, page, seen);
    return { ok: true, data: null };
  }

  async loadMore(): Promise<Outcome<null>> {
    const { view, views } = this.store.getState();
    const cursor = this.cursors.get(view) ?? null;
    if (cursor === null || views[view].loadingMore) return { ok: true, data: null };
    const { reading } = this;
    this.setView(view, { loadingMore: true });
    const { env, connection } = this.core;
    const answer = await connection.request('inbox:page', { view, cursor });
    const again = () => this.setView(view, { loadingMore: false });
    if (!answer.ok) {
      env.after(pauseAfter(answer.error, env.random()), again);
      return answer;
    }
    again();
    if (reading === this.reading) {
      const known = new Set(this.lists.ids[view]);
      for (const id of this.merge(answer.data)) known.add(id);
      this.extend(view, answer.data, known);
    }
    return { ok: true, data: null };
  }

  // ---------------------------------------------------------------- rows

  private merge(page: { rows: readonly InboxRow[] }): Set<string> {
    this.quiet += 1;
    const changed = new Set<string>();
    for (const { conversation, own, contactConnected } of page.rows) {
      const { id } = conversation.contact;
      // Not known is no news: what was told before stays.
      if (contactConnected === null) this.unsure.add(id);
      else {
        if (this.connected.get(id) !== contactConnected) changed.add(id);
        this.setConnected(id, contactConnected);
      }
      this.core.heads.mergeOwn(conversation.id, own);
      this.core.heads.mergeView(conversation);
      this.put(conversation.id, this.core.heads.get(conversation.id));
    }
    // One person is here or not, in all of their rows.
    if (changed.size > 0) this.presenceChanged(changed);
    this.quiet -= 1;
    return new Set(page.rows.map((row) => row.conversation.id));
  }

  /** A page has been merged: the view reaches further, and `seen` is what the server has in it. */
  private extend(view: InboxView, page: InboxPageData, seen: ReadonlySet<string>): void {
    this.cursors.set(view, page.nextCursor);
    this.lists.setHorizon(view, horizonOf(page));
    this.setView(view, { status: 'ready', hasMore: page.nextCursor !== null });
    // Known from before and no longer there (or newer than the page): see where it is now.
    for (const id of this.lists.ids[view]) if (!seen.has(id)) this.want(id);
    this.publish();
  }

  private headChanged(id: string, head: Head): void {
    if (head.view === null) {
      this.drop(id);
      this.publish();
      return;
    }
    // One's own cursors are not in a summary: ask, unless there can be none yet.
    const sure = head.ownKnown || this.rows.has(id) || head.view.messageCount <= 1;
    if (!sure) this.want(id);
    else {
      this.put(id, head);
      this.publish();
    }
  }

  private put(id: string, head: Head): void {
    const conversation = head.view as ConversationView | null;
    if (conversation === null) return;
    const old = this.rows.get(id);
    const contactConnected =
      this.connected.get(conversation.contact.id) ??
      old?.contactConnected ??
      // Asked for, below, except that whoever has just begun a conversation is there.
      (isBegunBy(conversation, conversation.contact.id) ? true : null);
    if (
      old?.conversation === conversation &&
      old.own === head.own &&
      old.unread === head.unread &&
      old.contactConnected === contactConnected
    ) {
      return;
    }
    this.unreadMine -= old && this.lists.isMine(id) ? old.unread : 0;
    this.rows.set(id, { conversation, own: head.own, unread: head.unread, contactConnected });
    this.lists.place(conversation);
    this.unreadMine += this.lists.isMine(id) ? head.unread : 0;
    // A summary does not say whether its contact is connected, and nobody may come or go to tell.
    const { id: contactId } = conversation.contact;
    if (this.connected.has(contactId) || this.unsure.has(contactId)) return;
    if (this.lists.shows(id)) this.want(id, this.unheard);
  }

  private drop(id: string): void {
    const old = this.rows.get(id);
    if (!old) return;
    this.unreadMine -= this.lists.isMine(id) ? old.unread : 0;
    this.lists.remove(id);
    this.rows.delete(id);
  }

  /** LIM-1: lets go of what is neither listed on screen, nor in a kept thread, nor unsent. */
  private trim(): void {
    const { heads } = this.core;
    const { view, views } = this.store.getState();
    if (heads.size <= LIMITS.conversationsKept || this.readings > 0 || views[view].loadingMore)
      return;
    this.quiet += 1;
    // Other views are read again when shown; the one on screen ends here, search finds the rest.
    for (const other of INBOX_VIEWS) if (other !== view) this.lists.setHorizon(other, null);
    if (this.lists.cut(view, KEPT)) {
      this.cursors.set(view, null);
      this.setView(view, { hasMore: false });
    }
    heads.evict(KEPT);
    this.unsure.clear();
    this.quiet -= 1;
  }

  private setConnected(contactId: string, connected: boolean): void {
    this.unsure.delete(contactId);
    remember(this.connected, contactId, connected, LIMITS.conversationsKept);
  }

  private presenceChanged(contactIds: ReadonlySet<string>): void {
    for (const [id, row] of this.rows) {
      if (contactIds.has(row.conversation.contact.id)) this.put(id, this.core.heads.get(id));
    }
    this.publish();
  }

  // ---------------------------------------------------------------- asking by id

  private compare(versions: Readonly<Record<string, number>>): void {
    for (const [id, version] of Object.entries(versions)) {
      const known = this.core.heads.get(id).view;
      if (known === null || known.version < version) this.want(id);
    }
  }

  private want(id: string, set = this.wanted): void {
    // More than are kept need not be asked for.
    if (set.size < LIMITS.conversationsKept) set.add(id);
    // Spread out: a whole team hears of the same change at the same moment.
    this.fetchWanted.soon(TIMES.gapWaitMs * (0.25 + this.core.env.random()));
  }

  private async sync(): Promise<Outcome<null>> {
    const all = new Set([...this.wanted, ...this.unheard]);
    const ids = [...all].slice(0, LIMITS.inboxSyncIds);
    if (ids.length === 0) return { ok: true, data: null };
    const answer = await this.core.connection.request('inbox:sync', { conversationIds: ids });
    if (!answer.ok) {
      // What cannot be asked for must not be asked for ever.
      if (!answer.error.retryable) this.asked(ids);
      return answer;
    }
    this.asked(ids);
    const there = this.merge(answer.data);
    for (const id of ids) if (!there.has(id)) this.drop(id);
    this.publish();
    if (this.wanted.size + this.unheard.size > 0) this.fetchWanted.soon(TIMES.gapWaitMs);
    return { ok: true, data: null };
  }

  private asked(ids: readonly string[]): void {
    for (const id of ids) {
      this.wanted.delete(id);
      this.unheard.delete(id);
    }
  }

  // ---------------------------------------------------------------- state

  private setView(view: InboxView, partial: Partial<InboxViewState>): void {
    const { views } = this.store.getState();
    this.store.setState({ views: { ...views, [view]: { ...views[view], ...partial } } });
  }

  /** One notification for whatever changed; view objects only change with their ids. */
  private publish(): void {
    if (this.quiet > 0) return;
    this.trim();
    const state = this.store.getState();
    let { views } = state;
    for (const view of INBOX_VIEWS) {
      const ids = this.lists.ids[view];
      if (ids === views[view].ids) continue;
      const idle = this.lists.horizon(view) === null && views[view].status === 'ready';
      const status = idle ? 'idle' : views[view].status;
      views = { ...views, [view]: { ...views[view], ids, status } };
    }
    this.store.setState({ views, unreadMine: this.unreadMine });
  }
}

function horizonOf(page: InboxPageData): Horizon {
  const last = page.rows.at(-1)?.conversation;
  return page.nextCursor === null || !last ? 'all' : { at: last.lastMessageAt, id: last.id };
}

const isBegunBy = ({ messageCount, lastMessage }: ConversationView, contactId: string): boolean =>
  messageCount <= 1 && lastMessage?.actor.id === contactId;
