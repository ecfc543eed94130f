/** The snapshot of one filter: its parts side by side, each at its own pace. */
import { LIMITS } from '@/lib/contracts/limits';
import type { MetricsFilter, MetricsSnapshot } from '@/lib/contracts/metrics';
import { rangeStart, startOfDay } from '@/lib/domain/metrics/range-start';
import { logger } from '@/lib/platform/logger';
import { presenceScope, presenceStore } from '@/lib/platform/presence-store';
import { connectedMemberIds } from '@/lib/server/presence/list-staff-on-duty';
import { staffTyping } from '@/lib/server/typing/staff-typing';
import { Paced } from './paced';
import * as present from './present-live';
import * as store from './live-store';

export class SnapshotOf {
  readonly #now: Paced<NonNullable<MetricsSnapshot['now']>>;
  readonly #visitors: Paced<number>;
  readonly #hour: Paced<NonNullable<MetricsSnapshot['hour']>>;
  readonly #period: Paced<NonNullable<MetricsSnapshot['period']>>;
  readonly #team: Paced<NonNullable<MetricsSnapshot['team']>>;
  readonly #queue: Paced<NonNullable<MetricsSnapshot['queue']>>;

  constructor(
    workspaceId: string,
    private readonly filter: MetricsFilter,
  ) {
    const log = logger('metrics');
    const { siteId, memberId, range, timeZone } = filter;
    const scope: store.Scope = { workspaceId, siteId, memberId };
    this.#visitors = new Paced('visitors', log, () => countVisitors(workspaceId, siteId));
    this.#now = new Paced('now', log, async () => {
      const [row, visitors] = await Promise.all([store.readNow(scope), this.#visitors.get()]);
      return present.presentNow(row, visitors);
    });
    this.#hour = new Paced('hour', log, async () =>
      present.presentHour(await store.readHour(scope)),
    );
    this.#period = new Paced('period', log, async () => {
      const from = new Date(rangeStart(range, Date.now(), timeZone));
      return present.presentPeriod(await store.readPeriod(scope, from), from);
    });
    this.#team = new Paced('team', log, async () => {
      const [rows, connected, typing] = await Promise.all([
        store.readTeam(scope, new Date(startOfDay(Date.now(), timeZone))),
        connectedMemberIds(workspaceId),
        staffTyping(workspaceId),
      ]);
      return present.presentTeam(rows, new Set(connected), typing, LIMITS.metricsAgents);
    });
    this.#queue = new Paced('queue', log, async () =>
      present.presentQueue(await store.readQueue(scope)),
    );
  }

  /** Never rejects: what cannot be computed stays as it was. */
  async take(): Promise<MetricsSnapshot> {
    const [now, hour, period, team, queue] = await Promise.all([
      this.#now.get(),
      this.#hour.get(),
      this.#period.get(),
      this.#team.get(),
      this.#queue.get(),
    ]);
    return { filter: this.filter, at: new Date().toISOString(), now, hour, period, team, queue };
  }
}

async function countVisitors(workspaceId: string, siteId: string | null): Promise<number> {
  const people = await presenceStore().list(presenceScope.visitors(workspaceId));
  if (siteId === null || people.length === 0) return people.length;
  return store.countOfSite(
    people.map((key) => key.slice(2)),
    siteId,
  );
}
