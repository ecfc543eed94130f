/**
 * The end of a message's trace: which sockets of this node it was written to. The context comes from
 * the code that emits or, on another node, from the envelope (fan-out-frames.ts); browsers never see it.
 */
import { tracing } from '@/lib/platform/telemetry/tracing';

const IDS_KEPT = 20;

/** Socket.IO's own, not part of its types: the trace test notices when it is no longer there. */
interface Applier {
  apply?(options: { trace?: string }, send: (socket: { id: string }) => void): unknown;
}

/** @param adapter the one that is in use. Does nothing while no traces are made. */
export function traceEmissions(adapter: object): void {
  const applier = adapter as Applier;
  const apply = applier.apply;
  if (!apply || !tracing()) return;
  applier.apply = function (options, send) {
    const active = tracing();
    const parent = options.trace ?? active?.current();
    if (!active || parent === undefined) return apply.call(applier, options, send);
    const startedAt = Date.now();
    let count = 0;
    const ids: string[] = [];
    const result = apply.call(applier, options, (socket) => {
      if (count++ < IDS_KEPT) ids.push(socket.id);
      send(socket);
    });
    if (count > 0) {
      const attributes = { 'switchboard.sockets': count, 'switchboard.socket_ids': ids };
      active.record('emit to sockets', startedAt, attributes, parent);
    }
    return result;
  };
}
