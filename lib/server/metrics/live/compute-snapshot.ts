/** The snapshot of one filter: its parts side by side, each at its own pace. */
import { LIMITS } from '@/lib/contracts/limits';
import type { MetricsFilter, MetricsSnapshot } from '@/lib/contracts/metrics';
import { rangeStart, startOfDay } from '@/lib/domain/metrics/range-start';
import { logger } from '@/lib/platform/logger';
import { connectedMemberIds } from '@/lib/server/presence/list-staff-on-duty';
import { staffTyping } from '@/lib/server/typing/staff-typing';
import { Paced, PATIENCE_MS, type Turn } from './paced';
import * as present from './present-live';
import * as store from './live-store';
import { statementGate } from './statement-gate';
import type { VisitorsOnline } from './visitors-online';

type Part<Name extends keyof MetricsSnapshot> = NonNullable<MetricsSnapshot[Name]>;

export class SnapshotOf {
  readonly #now: Paced<Part<'now'>>;
  readonly #hour: Paced<Part<'hour'>>;
  readonly #period: Paced<Part<'period'>>;
  readonly #team: Paced<Part<'team'>>;
  readonly #queue: Paced<Part<'queue'>>;

  /** @param visitors those of the workspace, which all its filters share */
  constructor(
    workspaceId: string,
    private readonly filter: MetricsFilter,
    visitors: () => Pick<VisitorsOnline, 'count'>,
  ) {
    const log = logger('metrics');
    const { siteId, memberId, range, timeZone } = filter;
    const scope: store.Scope = { workspaceId, siteId, memberId };
    const paced = <Value>(name: string, compute: (turn: Turn) => Promise<Value>) =>
      new Paced(name, log, compute, {
        turn: (work) => statementGate().run(`${workspaceId} ${name}`, work),
      });
    this.#now = paced('now', async (turn) => {
      const [row, online] = await Promise.all([
        turn(() => store.readNow(scope)),
        visitors().count(siteId),
      ]);
      return present.presentNow(row, online);
    });
    this.#hour = paced('hour', async (turn) =>
      present.presentHour(await turn(() => store.readHour(scope))),
    );
    this.#period = paced('period', async (turn) => {
      const from = new Date(rangeStart(range, Date.now(), timeZone));
      return present.presentPeriod(await turn(() => store.readPeriod(scope, from)), from);
    });
    this.#team = paced('team', async (turn) => {
      const [rows, connected, typing] = await Promise.all([
        turn(() => store.readTeam(scope, new Date(startOfDay(Date.now(), timeZone)))),
        connectedMemberIds(workspaceId),
        staffTyping(workspaceId),
      ]);
      return present.presentTeam(rows, new Set(connected), typing, LIMITS.metricsAgents);
    });
    this.#queue = paced('queue', async (turn) =>
      present.presentQueue(await turn(() => store.readQueue(scope))),
    );
  }

  /**
   * Never rejects: what cannot be computed, or not soon, stays as it was.
   * @param firstMs longest wait for a part that was never computed
   */
  async take(firstMs = PATIENCE_MS): Promise<MetricsSnapshot> {
    const [now, hour, period, team, queue] = await Promise.all([
      this.#now.get(PATIENCE_MS, firstMs),
      this.#hour.get(PATIENCE_MS, firstMs),
      this.#period.get(PATIENCE_MS, firstMs),
      this.#team.get(PATIENCE_MS, firstMs),
      this.#queue.get(PATIENCE_MS, firstMs),
    ]);
    return { filter: this.filter, at: new Date().toISOString(), now, hour, period, team, queue };
  }
}
