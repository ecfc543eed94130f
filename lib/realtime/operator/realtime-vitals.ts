/** The realtime role as an operator sees it: gauges of now and totals since the start. */
import type { Admission } from '../admission';
import type { ConnectionRegistry } from '../connection-registry';
import { counters } from '../counters';

export interface RealtimeVitals {
  visitors: number;
  staff: number;
  /** Sockets out of their rooms because they lag. */
  behind: number;
  admissionPace: number;
  waitingToEnter: number;
  totals: Readonly<typeof counters>;
}

/** @returns a function that walks over all sockets: for every second or two, not for messages. */
export function watchRealtime(registry: ConnectionRegistry, admission: Admission) {
  return (): RealtimeVitals => {
    const seen = { visitors: 0, staff: 0, behind: 0 };
    for (const { data } of registry.all()) {
      if (data.actor.kind === 'contact') seen.visitors++;
      else seen.staff++;
      if (data.parkedRooms) seen.behind++;
    }
    const { pace, waiting } = admission.state;
    return { ...seen, admissionPace: pace, waitingToEnter: waiting, totals: { ...counters } };
  };
}
