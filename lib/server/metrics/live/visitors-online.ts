/**
 * How many visitors of one workspace are online: read once for all its filters, and counted by site in
 * one statement, which nobody asks for who looks at all sites.
 */
import { TIMES } from '@/lib/contracts/limits';
import { logger } from '@/lib/platform/logger';
import { presenceScope, presenceStore } from '@/lib/platform/presence-store';
import { countBySite } from './live-store';
import { Paced } from './paced';
import { statementGate } from './statement-gate';

/** All filters of a tick ask within it, and the next tick asks anew. */
const GOOD_FOR_MS = TIMES.metricsTickMs / 2;
/** Less than the part has that it belongs to: the number of before is better than a late part. */
const PATIENCE_MS = 150;
const FIRST_MS = 1_000;

export class VisitorsOnline {
  readonly #ids: Paced<string[]>;
  readonly #bySite: Paced<Map<string, number>>;

  constructor(workspaceId: string) {
    const log = logger('metrics');
    this.#ids = new Paced(
      'visitors',
      log,
      (turn) =>
        turn(async () => {
          const people = await presenceStore().list(presenceScope.visitors(workspaceId));
          return people.map((key) => key.slice(2));
        }),
      { goodForMs: GOOD_FOR_MS },
    );
    this.#bySite = new Paced(
      'visitors of sites',
      log,
      async (turn) => {
        const ids = await this.#ids.get(PATIENCE_MS, FIRST_MS);
        if (ids === null) throw new Error('It is not known who is online.');
        return ids.length === 0 ? new Map<string, number>() : turn(() => countBySite(ids));
      },
      {
        goodForMs: GOOD_FOR_MS,
        turn: (work) => statementGate().run(`${workspaceId} visitors`, work),
      },
    );
  }

  /** Never rejects. @param siteId null = all sites. Returns null when it is not known. */
  async count(siteId: string | null): Promise<number | null> {
    if (siteId === null) return (await this.#ids.get(PATIENCE_MS, FIRST_MS))?.length ?? null;
    const counts = await this.#bySite.get(PATIENCE_MS, FIRST_MS);
    return counts === null ? null : (counts.get(siteId) ?? 0);
  }
}
