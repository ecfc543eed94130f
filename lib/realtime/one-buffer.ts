/**
 * Socket.IO makes the WebSocket frame of a broadcast once for everybody, but leaves head and body in two
 * buffers, so that each socket pays for a gathered write. In one buffer it is a plain write, which is
 * less work for every single delivery (docs/performance.md).
 */
interface FrameOptions {
  wsPreEncodedFrame?: Buffer[];
}

/** Socket.IO's own, not part of its types: a test notices when it is no longer there. */
export interface FrameMaker {
  _encode?(packet: unknown, options: FrameOptions): unknown[];
}

/** @param adapter the one that is in use: `io.adapter(…)` makes a new one. */
export function framesInOneBuffer(adapter: object): void {
  const maker = adapter as FrameMaker;
  const encode = maker._encode;
  if (!encode) return;
  maker._encode = function (packet, options) {
    const encoded = encode.call(maker, packet, options);
    const { wsPreEncodedFrame: frame } = options;
    if (frame && frame.length > 1) options.wsPreEncodedFrame = [Buffer.concat(frame)];
    return encoded;
  };
}
