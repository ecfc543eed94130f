/**
 * One person's inbox on this device. Rows by id, newer versions win; the lists of the tabs are derived
 * from them, as far down as was loaded. It follows by the inbox's number: a frame that continues it
 * is applied, any other makes it ask for what changed since (one recovery path: a reconnect asks the
 * same). What the person does shows at once as an overlay, which the answer replaces or takes back.
 */
import { LIMITS } from '@/lib/contracts/limits';
import type {
  NotificationChange,
  NotificationCounts,
  NotificationTab,
  NotificationView,
} from '@/lib/contracts/notifications';
import { Refresh } from '../connection/refresh';
import type { Core } from '../core';
import { createStore } from '../create-store';
import type { Outcome } from '../switchboard-client';
import { applyChange, belongs, isBefore, type Place } from './notification-rows';

export interface NotificationListState {
  tab: NotificationTab;
  status: 'idle' | 'loading' | 'ready' | 'failed';
  /** Of the tab, newest first. */
  rows: readonly NotificationView[];
  hasMore: boolean;
  loadingMore: boolean;
  counts: NotificationCounts;
}

/** What one stroke over many rows can be taken back by. */
export interface Stroke {
  changed: number;
  undo: (() => Promise<Outcome<null>>) | null;
}

interface Overlay {
  change: NotificationChange;
  at: string;
}

/** Rows kept beyond what the tab shows; more are dropped with the next page. */
const KEPT = 2_000;

export class NotificationList {
  readonly store = createStore<NotificationListState>({
    tab: 'all',
    status: 'idle',
    rows: [],
    hasMore: false,
    loadingMore: false,
    counts: { unseen: 0, unread: 0 },
  });
  private readonly rows = new Map<string, NotificationView>();
  private readonly overlays = new Map<string, Overlay[]>();
  private readonly listeners = new Set<(notification: NotificationView) => void>();
  private readonly refresh: Refresh;
  /** Of the inbox; null = nothing loaded. */
  private version: number | null = null;
  private cursor: string | null = null;
  /** The last row that was loaded; null = all of the tab. */
  private horizon: Place | null = null;
  /** Answers of an earlier reading are void. */
  private reading = 0;

  constructor(private readonly core: Core) {
    const { connection, env } = core;
    this.refresh = new Refresh(env, connection, () => this.follow());
    connection.onOnline(() => this.refresh.run());
    connection.on('notification:created', ({ notification, alert, ...step }) => {
      const continues = this.step(step);
      this.keep([notification]);
      if (continues && alert) for (const listener of this.listeners) listener(notification);
      this.publish();
    });
    connection.on('notification:counted', (step) => {
      // What changed is not in the frame: a step of our own was applied by its answer already.
      if (this.version !== null && step.version > this.version) this.refresh.run();
    });
  }

  /** Told of what deserves a sound or a desktop notification, when it comes in live. */
  onAlert(listener: (notification: NotificationView) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async show(tab: NotificationTab): Promise<Outcome<null>> {
    this.version = null;
    this.horizon = null;
    this.cursor = null;
    this.rows.clear();
    this.store.setState({ tab, status: 'loading', rows: [], hasMore: false });
    const outcome = await this.follow();
    if (!outcome.ok && outcome.error.retryable) this.refresh.run();
    return outcome;
  }

  async loadMore(): Promise<Outcome<null>> {
    const { cursor } = this;
    const { tab, loadingMore } = this.store.getState();
    if (cursor === null || loadingMore) return { ok: true, data: null };
    const { reading } = this;
    this.store.setState({ loadingMore: true });
    const answer = await this.core.connection.request('notification:page', { tab, cursor });
    this.store.setState({ loadingMore: false });
    if (!answer.ok) return answer;
    if (reading !== this.reading) return { ok: true, data: null };
    this.keep(answer.data.notifications);
    this.reach(answer.data.notifications, answer.data.nextCursor);
    this.publish();
    return { ok: true, data: null };
  }

  async change(ids: readonly string[], change: NotificationChange): Promise<Outcome<null>> {
    const wanted = ids.slice(0, LIMITS.notificationChangeIds);
    const overlay = { change, at: new Date(this.core.env.now()).toISOString() };
    for (const id of wanted) this.overlays.set(id, [...(this.overlays.get(id) ?? []), overlay]);
    this.publish();
    const answer = await this.core.connection.request('notification:change', {
      ids: wanted,
      change,
    });
    for (const id of wanted) this.takeOff(id, overlay);
    if (answer.ok) {
      this.keep(answer.data.notifications);
      this.answered(answer.data);
    }
    this.publish();
    return answer.ok ? { ok: true, data: null } : answer;
  }

  /** Everything up to what this device knows of; what comes in meanwhile stays as it is. */
  async markAll(change: 'see' | 'read' | 'archive'): Promise<Outcome<Stroke>> {
    if (this.version === null) return { ok: true, data: { changed: 0, undo: null } };
    const answer = await this.core.connection.request('notification:mark-all', {
      change,
      upToVersion: this.version,
    });
    if (!answer.ok) return answer;
    const { changed, stamp, counts } = answer.data;
    this.store.setState({ counts });
    this.refresh.run();
    const undo = changed === 0 || change === 'see' ? null : () => this.undo(change, stamp);
    return { ok: true, data: { changed, undo } };
  }

  private async undo(change: 'read' | 'archive', stamp: string): Promise<Outcome<null>> {
    const answer = await this.core.connection.request('notification:undo', { change, stamp });
    if (!answer.ok) return answer;
    this.store.setState({ counts: answer.data.counts });
    this.refresh.run();
    return { ok: true, data: null };
  }

  /** From nothing: the first page. Else what changed since. */
  private async follow(): Promise<Outcome<null>> {
    if (this.version === null) return this.read();
    const { reading } = this;
    const asked = { afterVersion: this.version };
    const answer = await this.core.connection.request('notification:sync', asked);
    if (!answer.ok) return answer;
    if (reading !== this.reading) return { ok: true, data: null };
    if (answer.data.reset) return this.read();
    this.keep(answer.data.notifications);
    this.version = Math.max(this.version, answer.data.version);
    this.store.setState({ counts: answer.data.counts });
    this.publish();
    return { ok: true, data: null };
  }

  private async read(): Promise<Outcome<null>> {
    const reading = (this.reading += 1);
    const { tab, rows } = this.store.getState();
    if (rows.length === 0) this.store.setState({ status: 'loading' });
    const answer = await this.core.connection.request('notification:subscribe', { tab });
    if (reading !== this.reading) return { ok: true, data: null };
    if (!answer.ok) {
      this.store.setState({ status: 'failed' });
      return answer;
    }
    const { notifications, nextCursor, version, counts } = answer.data;
    this.rows.clear();
    this.keep(notifications);
    this.reach(notifications, nextCursor);
    this.version = version;
    this.store.setState({ status: 'ready', counts });
    this.publish();
    return { ok: true, data: null };
  }

  /** @returns whether it continues what this device has; otherwise what is missing is asked for. */
  private step(step: {
    version: number;
    previousVersion: number;
    counts: NotificationCounts;
  }): boolean {
    if (this.version === null || step.version <= this.version) return false;
    if (step.previousVersion !== this.version) {
      this.refresh.run();
      return true;
    }
    this.version = step.version;
    this.store.setState({ counts: step.counts });
    return true;
  }

  /** The answer of one's own change is a step, too, if nothing came in between. */
  private answered({ version, counts }: { version: number; counts: NotificationCounts }): void {
    if (this.version === null) return;
    if (version === this.version + 1) this.version = version;
    else if (version > this.version) this.refresh.run();
    this.store.setState({ counts });
  }

  private keep(rows: readonly NotificationView[]): void {
    for (const row of rows) {
      const known = this.rows.get(row.id);
      if (!known || known.version <= row.version) this.rows.set(row.id, row);
    }
  }

  private reach(page: readonly NotificationView[], nextCursor: string | null): void {
    this.cursor = nextCursor;
    this.horizon = nextCursor === null ? null : (page.at(-1) ?? this.horizon);
  }

  private takeOff(id: string, overlay: Overlay): void {
    const left = this.overlays.get(id)?.filter((one) => one !== overlay) ?? [];
    if (left.length > 0) this.overlays.set(id, left);
    else this.overlays.delete(id);
  }

  private publish(): void {
    const { tab } = this.store.getState();
    const now = new Date(this.core.env.now()).toISOString();
    const shown = [...this.rows.values()]
      .map((row) =>
        (this.overlays.get(row.id) ?? []).reduce(
          (changed, { change, at }) => applyChange(changed, change, at),
          row,
        ),
      )
      .filter((row) => belongs(row, tab, now))
      .filter((row) => this.horizon === null || !isBefore(this.horizon, row))
      .sort((a, b) => (isBefore(a, b) ? -1 : 1));
    this.bound(shown);
    this.store.setState({ rows: shown, hasMore: this.cursor !== null });
  }

  /** LIM-1: rows that no tab on screen shows are let go; a reading of their tab brings them back. */
  private bound(shown: readonly NotificationView[]): void {
    if (this.rows.size <= KEPT + shown.length) return;
    const ids = new Set(shown.map(({ id }) => id));
    for (const id of this.rows.keys()) if (!ids.has(id)) this.rows.delete(id);
  }
}
