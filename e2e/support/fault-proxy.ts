/**
 * A TCP proxy of our own that harms what passes through it: cut, refused, late, slow, swallowed in one
 * direction. Speaks no protocol; what it holds back is bounded, a sender beyond that is not read from.
 * `up` is from the one who connects to the one connected to.
 */
import net from 'node:net';

export type Direction = 'up' | 'down';

export interface FaultProxy {
  readonly port: number;
  /** Connections open now. */
  connections(): number;
  /** Resets every open connection; new ones are still taken. */
  cut(): void;
  /** New connections are reset at once, open ones live on. */
  refuse(): void;
  accept(): void;
  /** Delays every chunk by `ms` and up to `jitterMs` more, in order. 0 = none. */
  latency(ms: number, jitterMs?: number): void;
  /** Swallows without closing, as a dead line does: what was sent meanwhile never arrives. */
  silence(direction: Direction | 'both'): void;
  /** 0 = unlimited. The sender feels it as a slow reader: it is read from no faster. */
  throttle(bytesPerSecond: number, direction?: Direction | 'both'): void;
  /** All of the above ends. Connections that lost bytes to `silence` are reset: they are broken. */
  heal(): void;
  /** Where new connections lead; asked anew for each. */
  retarget(to: Target): void;
  stop(): Promise<void>;
}

/** A port, or who knows it: null = nobody is there, the connection is reset. */
export type Target = number | (() => number | null);

export interface FaultProxyOptions {
  to: Target;
  host?: string;
  /** Uniform in [0, 1); seed it for a repeatable jitter. */
  random?: () => number;
}

interface Faults {
  delayMs: number;
  jitterMs: number;
  silent: Record<Direction, boolean>;
  bytesPerSecond: Record<Direction, number>;
}

interface Pair {
  client: net.Socket;
  server: net.Socket;
  /** Bytes of it were swallowed. */
  broken: boolean;
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const host = options.host ?? '127.0.0.1';
  const random = options.random ?? Math.random;
  const pairs = new Set<Pair>();
  const faults: Faults = unharmed();
  let target: Target = options.to;
  let refusing = false;

  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const to = typeof target === 'number' ? target : refusing ? null : target();
    if (refusing || to === null) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const upstream = net.connect({ port: to, host, allowHalfOpen: true, noDelay: true });
    const pair: Pair = { client, server: upstream, broken: false };
    pairs.add(pair);
    pump(pair, 'up', client, upstream, faults, random);
    pump(pair, 'down', upstream, client, faults, random);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // Whatever ends one side abruptly ends the other in the same way.
      one.on('error', () => reset(other));
      one.on('close', (failed) => {
        if (failed) reset(other);
        if (client.destroyed && upstream.destroyed) pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });

  const cut = (which: (pair: Pair) => boolean = () => true) => {
    for (const pair of [...pairs]) {
      if (!which(pair)) continue;
      pairs.delete(pair);
      reset(pair.client);
      reset(pair.server);
    }
  };
  const directions = (direction: Direction | 'both'): Direction[] =>
    direction === 'both' ? ['up', 'down'] : [direction];

  return {
    port: (server.address() as net.AddressInfo).port,
    connections: () => pairs.size,
    cut: () => cut(),
    refuse: () => void (refusing = true),
    accept: () => void (refusing = false),
    latency: (ms, jitterMs = 0) => {
      faults.delayMs = ms;
      faults.jitterMs = jitterMs;
    },
    silence: (direction) => {
      for (const one of directions(direction)) faults.silent[one] = true;
    },
    throttle: (bytesPerSecond, direction = 'both') => {
      for (const one of directions(direction)) faults.bytesPerSecond[one] = bytesPerSecond;
    },
    heal: () => {
      Object.assign(faults, unharmed());
      refusing = false;
      cut((pair) => pair.broken);
    },
    retarget: (to) => void (target = to),
    stop: () => {
      refusing = true;
      cut();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const unharmed = (): Faults => ({
  delayMs: 0,
  jitterMs: 0,
  silent: { up: false, down: false },
  bytesPerSecond: { up: 0, down: 0 },
});

function reset(socket: net.Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}

/** Bytes held back per direction of a connection; beyond that the sender is not read from. */
const HELD_BYTES = 65_536;
/** A throttled chunk is handed over in pieces of what ten of them make a second. */
const PIECES_PER_SECOND = 10;

interface Held {
  /** Null = the sender has ended. */
  bytes: Buffer | null;
  at: number;
}

/** One direction of one connection: reads, holds back, hands over, in order. */
function pump(
  pair: Pair,
  direction: Direction,
  source: net.Socket,
  sink: net.Socket,
  faults: Faults,
  random: () => number,
): void {
  const held: Held[] = [];
  let heldBytes = 0;
  let timer: NodeJS.Timeout | null = null;
  let last = 0;
  let blocked = false;

  const handOver = () => {
    timer = null;
    while (held.length > 0 && !blocked && !sink.destroyed) {
      const first = held[0]!;
      const wait = first.at - performance.now();
      if (wait > 0.5) {
        timer = setTimeout(handOver, wait);
        return;
      }
      held.shift();
      if (first.bytes === null) {
        sink.end();
        return;
      }
      const rate = faults.bytesPerSecond[direction];
      const size = rate > 0 ? Math.max(1, Math.ceil(rate / PIECES_PER_SECOND)) : Infinity;
      if (first.bytes.length > size) {
        const rest = first.bytes.subarray(size);
        held.unshift({ bytes: rest, at: performance.now() + (size * 1000) / rate });
        first.bytes = first.bytes.subarray(0, size);
      }
      heldBytes -= first.bytes.length;
      blocked = !sink.write(first.bytes);
    }
    if (!blocked && heldBytes < HELD_BYTES) source.resume();
  };
  const hold = (bytes: Buffer | null) => {
    const jitter = faults.jitterMs > 0 ? random() * faults.jitterMs : 0;
    // Never overtakes what came before it.
    last = Math.max(last, performance.now() + faults.delayMs + jitter);
    held.push({ bytes, at: last });
    heldBytes += bytes?.length ?? 0;
    if (heldBytes >= HELD_BYTES) source.pause();
    if (!timer) handOver();
  };

  source.on('data', (chunk: Buffer) => {
    if (faults.silent[direction]) pair.broken = true;
    else hold(chunk);
  });
  source.on('end', () => {
    if (faults.silent[direction]) pair.broken = true;
    else hold(null);
  });
  sink.on('drain', () => {
    blocked = false;
    if (!timer) handOver();
  });
  sink.on('close', () => {
    if (timer) clearTimeout(timer);
    timer = null;
    held.length = 0;
  });
}
