/**
 * A line to Redis on which the subscriptions, or what publishes, can die unnoticed: every byte of them
 * is swallowed from then on. Everything else on the line, and every connection made later, works.
 */
import net from 'node:net';

export interface DeafLine {
  port: number;
  /** Swallows from now on what passes on connections that sent such a command. Returns how many. */
  deafen(command: 'psubscribe' | 'publish'): number;
  stop(): Promise<void>;
}

const COMMANDS = ['psubscribe', 'publish'];

export async function startDeafLine(redisPort: number): Promise<DeafLine> {
  const lines = new Set<{ sent: Set<string>; deaf: boolean; sockets: net.Socket[] }>();
  const server = net.createServer({ noDelay: true }, (client) => {
    const redis = net.connect({ port: redisPort, host: '127.0.0.1', noDelay: true });
    const line = { sent: new Set<string>(), deaf: false, sockets: [client, redis] };
    lines.add(line);
    client.on('data', (bytes) => {
      for (const command of COMMANDS) if (bytes.includes(command)) line.sent.add(command);
      if (!line.deaf) redis.write(bytes);
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
    deafen: (command) => {
      const chosen = [...lines].filter((line) => line.sent.has(command) && !line.deaf);
      for (const line of chosen) line.deaf = true;
      return chosen.length;
    },
    stop: () => {
      for (const { sockets } of lines) for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
