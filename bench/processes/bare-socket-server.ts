/**
 * Child process: Socket.IO as it comes, same versions and the same transport settings as the
 * product, no authentication, no database. `publish` sends its payload to a room and acknowledges.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const server = http.createServer();
const io = new Server(server, {
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
});

io.on('connection', (socket) => {
  socket.on('join', (room: string, done: () => void) => {
    void socket.join(room);
    done();
  });
  socket.on('publish', (room: string, payload: unknown, done: () => void) => {
    io.to(room).emit('conversation:event', payload);
    done();
  });
});

server.listen(0, '0.0.0.0', () => {
  console.log(JSON.stringify({ msg: 'serving', port: (server.address() as AddressInfo).port }));
});
