/**
 * Child process: Socket.IO as it comes, same versions and the same transport settings as the
 * product, no authentication, no database. `publish` sends its payload to a room and acknowledges.
 * With REDIS_URL it is one of several, over the adapter that ADAPTER names (classic or sharded).
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { attachAdapter } from './bare-adapter';

const server = http.createServer();
const io = new Server(server, {
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
});
const { REDIS_URL, ADAPTER = 'classic' } = process.env;
const traffic = REDIS_URL ? attachAdapter(io, REDIS_URL, ADAPTER) : () => null;

io.on('connection', (socket) => {
  socket.on('join', (room: string, done: () => void) => {
    void socket.join(room);
    done();
  });
  socket.on('publish', (room: string, payload: unknown, done: () => void) => {
    io.to(room).emit('conversation:event', payload);
    done();
  });
  // Questions of the driver, answered as the product answers.
  socket.on('join-many', async ({ prefix, count }: JoinMany, answer: Answer) => {
    await socket.join(Array.from({ length: count }, (_, index) => `${prefix}${index}`));
    answer({ ok: true, data: null });
  });
  socket.on('traffic', (_: null, answer: Answer) => answer({ ok: true, data: traffic() }));
});

interface JoinMany {
  prefix: string;
  count: number;
}
type Answer = (answer: { ok: true; data: unknown }) => void;

server.listen(0, '0.0.0.0', () => {
  console.log(JSON.stringify({ msg: 'serving', port: (server.address() as AddressInfo).port }));
});
