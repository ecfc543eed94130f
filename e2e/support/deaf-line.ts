/**
 * A line to Redis on which subscriptions can go deaf: what Redis says on them is swallowed, and
 * neither end notices. Everything else on the line, and every connection made later, works.
 */
import net from 'node:net';

export interface DeafLine {
  port: number;
  /** Connections that have subscribed to a pattern so far hear nothing any more. Returns how many. */
  deafen(): number;
  stop(): Promise<void>;
}

export async function startDeafLine(redisPort: number): Promise<DeafLine> {
  const lines = new Set<{ subscribed: boolean; deaf: boolean; sockets: net.Socket[] }>();
  const server = net.createServer({ noDelay: true }, (client) => {
    const redis = net.connect({ port: redisPort, host: '127.0.0.1', noDelay: true });
    const line = { subscribed: false, deaf: false, sockets: [client, redis] };
    lines.add(line);
    client.on('data', (bytes) => {
      if (bytes.includes('psubscribe')) line.subscribed = true;
      redis.write(bytes);
    });
    redis.on('data', (bytes) => {
      if (!line.deaf) client.write(bytes);
    });
    for (const socket of line.sockets) {
      socket.on('error', () => {}); // 'close' follows
      socket.on('close', () => {
        // A deaf line does not say that it ended either.
        if (!line.deaf || socket === client) for (const each of line.sockets) each.destroy();
        lines.delete(line);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    deafen: () => {
      const subscribed = [...lines].filter((line) => line.subscribed);
      for (const line of subscribed) line.deaf = true;
      return subscribed.length;
    },
    stop: () => {
      for (const { sockets } of lines) for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
