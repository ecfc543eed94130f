/**
 * One person's inbox on this device. Rows by id, newer versions win; the lists of the tabs are derived
 * from them, each as far down as was loaded. It follows by the inbox's number: a frame that continues
 * it is applied, any other makes it ask for what changed since (one recovery path: a reconnect asks the
 * same). What the person does shows at once as an overlay, which the answer replaces or takes back.
 */
import { LIMITS } from '@/lib/contracts/limits';
import type {
  NotificationPreferencesPatch,
  NotificationPreferencesView,
} from '@/lib/contracts/notification-preferences';
import type {
  NotificationChange,
  NotificationCounts,
  NotificationTab,
  NotificationView,
} from '@/lib/contracts/notifications';
import { pauseAfter } from '../connection/pause-after';
import { Refresh } from '../connection/refresh';
import type { Core } from '../core';
import { createStore } from '../create-store';
import type { NotificationListState, Notifications, Outcome, Stroke } from '../switchboard-client';
import { startAlerts, type AlertPorts, type Alerts } from './alerts';
import { belongs, isBefore, oppositeOf, type Place } from './notification-rows';
import { Overlays } from './overlays';

/** LIM-1: rows kept beyond those on screen, and how many may be on screen at most. */
const KEPT = 2_000;
const MOST_SHOWN = 20_000;

/** How far down a tab was loaded. */
interface Reach {
  cursor: string | null;
  /** The last row that was loaded; null = all of the tab. */
  horizon: Place | null;
}
interface Step {
  version: number;
  counts: NotificationCounts;
}

const DONE = { ok: true, data: null } as const;

export class NotificationList implements Notifications {
  readonly store = createStore<NotificationListState>({
    tab: 'all',
    status: 'idle',
    rows: [],
    hasMore: false,
    loadingMore: false,
    counts: { unseen: 0, unread: 0 },
    version: null,
  });
  private readonly rows = new Map<string, NotificationView>();
  private readonly reaches = new Map<NotificationTab, Reach>();
  private readonly overlays = new Overlays();
  private readonly listeners = new Set<(notification: NotificationView) => void>();
  private readonly preferring = new Set<() => void>();
  private readonly refresh: Refresh;
  /** Of the inbox; null = nothing loaded. */
  private version: number | null = null;
  private countedAt = -1;
  /** Answers of an earlier reading are void. */
  private reading = 0;

  constructor(private readonly core: Core) {
    const { connection, env } = core;
    this.refresh = new Refresh(env, connection, () => this.follow());
    connection.onOnline(() => this.refresh.run());
    connection.on('notification:created', ({ notification, alert, ...step }) => {
      const isNews = this.version === null || step.version > this.version;
      this.keep([notification]);
      this.step(step);
      this.publish();
      if (isNews && alert) for (const listener of this.listeners) listener(notification);
    });
    // What changed is not in the frame.
    connection.on('notification:counted', (step) => {
      if (this.version === null || step.version <= this.version) return;
      this.count(step);
      this.refresh.run();
    });
    connection.on('notification:preferred', () => {
      for (const listener of this.preferring) listener();
    });
    // A beat: behind it only when a frame was lost.
    connection.on('notification:head', ({ version }) => {
      if (this.version !== null && version > this.version) this.refresh.run();
    });
  }

  /** Told of what deserves a sound, in every tab. */
  onAlert(listener: (notification: NotificationView) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onPreferred(listener: () => void): () => void {
    this.preferring.add(listener);
    return () => this.preferring.delete(listener);
  }

  alertWith(ports: AlertPorts): Alerts {
    return startAlerts(this.core, this, ports);
  }

  // ---------------------------------------------------------------- what is on screen

  async show(tab: NotificationTab): Promise<Outcome<null>> {
    // Rows follow the inbox whatever tab they were read for: a tab once read stays true.
    const known = this.version !== null && this.reaches.has(tab);
    this.store.setState({ tab, status: known ? 'ready' : 'loading', loadingMore: false });
    this.publish();
    if (known) return DONE;
    const outcome = await this.read();
    if (!outcome.ok && outcome.error.retryable) this.refresh.run();
    return outcome;
  }

  async loadMore(): Promise<Outcome<null>> {
    const { tab, loadingMore } = this.store.getState();
    const cursor = this.reaches.get(tab)?.cursor ?? null;
    if (cursor === null || loadingMore || this.isFull()) return DONE;
    const { env, connection } = this.core;
    const { reading } = this;
    // Another tab or another reading begins with nothing under way.
    const isVoid = () => reading !== this.reading || tab !== this.store.getState().tab;
    this.store.setState({ loadingMore: true });
    const answer = await connection.request('notification:page', { tab, cursor });
    if (isVoid()) return DONE;
    const again = () => {
      if (!isVoid()) this.store.setState({ loadingMore: false });
    };
    if (!answer.ok) {
      env.after(pauseAfter(answer.error, env.random()), again);
      return answer;
    }
    again();
    const { notifications, nextCursor } = answer.data;
    this.keep(notifications);
    this.reach(tab, notifications, nextCursor);
    this.publish();
    return DONE;
  }

  // ---------------------------------------------------------------- what the person does

  async change(ids: readonly string[], change: NotificationChange): Promise<Outcome<Stroke>> {
    const wanted = ids.slice(0, LIMITS.notificationChangeIds);
    const before = wanted.length === 1 ? this.rows.get(wanted[0]!) : undefined;
    const takeOff = this.overlays.lay(new Set(wanted), null, change, this.nowIso());
    this.publish();
    const answer = await this.core.connection.request('notification:change', {
      ids: wanted,
      change,
    });
    takeOff();
    if (answer.ok) {
      this.keep(answer.data.notifications);
      this.answered(answer.data);
    }
    this.publish();
    if (!answer.ok) return answer;
    const opposite = before ? oppositeOf(before, change) : null;
    const undo = opposite === null ? null : () => this.takeBack(wanted, opposite);
    return { ok: true, data: { changed: wanted.length, undo } };
  }

  private async takeBack(
    ids: readonly string[],
    changes: readonly NotificationChange[],
  ): Promise<Outcome<null>> {
    for (const change of changes) {
      const outcome = await this.change(ids, change);
      if (!outcome.ok) return outcome;
    }
    return DONE;
  }

  async markAll(change: 'see' | 'read' | 'archive'): Promise<Outcome<Stroke>> {
    const upToVersion = this.version;
    if (upToVersion === null) return { ok: true, data: { changed: 0, undo: null } };
    const kind = { kind: change } as const;
    const takeOff = this.overlays.lay(null, upToVersion, kind, this.nowIso());
    this.publish();
    const answer = await this.core.connection.request('notification:mark-all', {
      change,
      upToVersion,
    });
    // The rows themselves are not in the answer: until they are here the overlay stands in for them.
    const followed = answer.ok ? await this.followTo(answer.data) : null;
    takeOff();
    this.publish();
    if (followed !== null && !followed.ok) this.refresh.run();
    if (!answer.ok) return answer;
    const { changed, stamp } = answer.data;
    const undo = changed === 0 || change === 'see' ? null : () => this.undo(change, stamp);
    return { ok: true, data: { changed, undo } };
  }

  private async undo(change: 'read' | 'archive', stamp: string): Promise<Outcome<null>> {
    const answer = await this.core.connection.request('notification:undo', { change, stamp });
    if (!answer.ok) return answer;
    this.answered(answer.data);
    return DONE;
  }

  readPreferences(): Promise<Outcome<NotificationPreferencesView>> {
    return this.core.connection.request('notification:preferences', {});
  }

  prefer(patch: NotificationPreferencesPatch): Promise<Outcome<NotificationPreferencesView>> {
    return this.core.connection.request('notification:prefer', patch);
  }

  // ---------------------------------------------------------------- following

  /** From nothing: the first page. Else what changed since. */
  private async follow(): Promise<Outcome<null>> {
    if (this.version === null || !this.reaches.has(this.store.getState().tab)) return this.read();
    const { reading } = this;
    const asked = { afterVersion: this.version };
    const answer = await this.core.connection.request('notification:sync', asked);
    if (!answer.ok) return answer;
    if (reading !== this.reading) return DONE;
    const { notifications, version, reset } = answer.data;
    if (reset) {
      this.forget();
      return this.read();
    }
    this.keep(notifications);
    this.reached(Math.max(this.version, version));
    this.count(answer.data);
    this.store.setState({ status: 'ready' });
    this.publish();
    return DONE;
  }

  private async followTo(step: Step): Promise<Outcome<null>> {
    this.count(step);
    return this.version !== null && step.version > this.version ? this.follow() : DONE;
  }

  /** The first page of the tab on screen. */
  private async read(): Promise<Outcome<null>> {
    const reading = (this.reading += 1);
    const { tab } = this.store.getState();
    this.store.setState({ status: 'loading', loadingMore: false });
    const answer = await this.core.connection.request('notification:subscribe', { tab });
    if (reading !== this.reading) return DONE;
    if (!answer.ok) {
      this.store.setState({ status: 'failed' });
      return answer;
    }
    const { notifications, nextCursor, version } = answer.data;
    const first = this.version === null;
    this.keep(notifications);
    this.reach(tab, notifications, nextCursor);
    if (first) this.reached(version);
    this.count(answer.data);
    this.store.setState({ status: 'ready' });
    this.publish();
    if (!first && version > this.version!) this.refresh.run();
    return DONE;
  }

  /** A step that continues what is here is all there is to know; before any other, something is missing. */
  private step({ previousVersion, ...step }: Step & { previousVersion: number }): void {
    if (this.version === null || step.version <= this.version) return;
    this.count(step);
    if (previousVersion === this.version) this.reached(step.version);
    else this.refresh.run();
  }

  /** Of one's own change. What else came in with it, or between, is asked for. */
  private answered(step: Step): void {
    this.count(step);
    if (this.version !== null && step.version > this.version) this.refresh.run();
  }

  /** Never back to an older count. */
  private count({ version, counts }: Step): void {
    if (version < this.countedAt) return;
    this.countedAt = version;
    const known = this.store.getState().counts;
    if (known.unseen === counts.unseen && known.unread === counts.unread) return;
    this.store.setState({ counts });
  }

  private reached(version: number | null): void {
    this.version = version;
    this.store.setState({ version });
  }

  private forget(): void {
    this.reached(null);
    this.countedAt = -1;
    this.rows.clear();
    this.reaches.clear();
  }

  private keep(rows: readonly NotificationView[]): void {
    for (const row of rows) {
      const known = this.rows.get(row.id);
      if (!known || known.version <= row.version) this.rows.set(row.id, row);
    }
  }

  private reach(
    tab: NotificationTab,
    page: readonly NotificationView[],
    cursor: string | null,
  ): void {
    const before = this.reaches.get(tab)?.horizon ?? null;
    this.reaches.set(tab, {
      cursor,
      horizon: cursor === null ? null : (page.at(-1) ?? before),
    });
  }

  // ---------------------------------------------------------------- showing

  private publish(): void {
    const { tab } = this.store.getState();
    const reach = this.reaches.get(tab);
    const now = this.nowIso();
    const shown: NotificationView[] = [];
    for (const known of this.rows.values()) {
      const row = this.overlays.apply(known);
      if (!belongs(row, tab, now)) continue;
      if (reach && reach.horizon !== null && isBefore(reach.horizon, row)) continue;
      shown.push(row);
    }
    shown.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    this.bound(shown);
    const hasMore = (reach?.cursor ?? null) !== null && !this.isFull();
    const { rows } = this.store.getState();
    const same = rows.length === shown.length && rows.every((row, at) => row === shown[at]);
    this.store.setState({ rows: same ? rows : shown, hasMore });
  }

  private isFull(): boolean {
    return this.store.getState().rows.length >= MOST_SHOWN;
  }

  /** LIM-1: rows not on screen are let go; a reading of their tab brings them back. */
  private bound(shown: readonly NotificationView[]): void {
    if (this.rows.size <= KEPT + shown.length) return;
    const ids = new Set(shown.map(({ id }) => id));
    for (const id of this.rows.keys()) if (!ids.has(id)) this.rows.delete(id);
    const { tab } = this.store.getState();
    for (const other of this.reaches.keys()) if (other !== tab) this.reaches.delete(other);
  }

  /** The server's clock: snoozes end by it. */
  private nowIso(): string {
    const { env, connection } = this.core;
    return new Date(env.now() + connection.store.getState().clockOffsetMs).toISOString();
  }
}
