/** Process-wide counts of what must not happen silently. */
export const counters = {
  /** Unknown events and payloads that did not parse. */
  refusedFrames: 0,
  /** Connections let in. */
  accepted: 0,
  /** Handshakes refused. */
  refusedHandshakes: 0,
  /** Of these, those that were one too many at a time; and transports not even opened (DRN-1). */
  busyHandshakes: 0,
  refusedOpenings: 0,
  /** Connections closed because they could not keep up. */
  slowConsumers: 0,
  /** Times a lagging socket was taken out of its rooms to pull later. */
  parkedSockets: 0,
};
