import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const udp = createSocket('udp4');
const tcp = createServer({ allowHalfOpen: true });
const connections = new Set<Socket>();

// Answer each datagram here.

tcp.on('connection', (connection) => {
  connections.add(connection);
  // Answer each client here, when it has ended its side.
});

// Open both, say where they listen, and end both well.
console.log(`PORT is ${port}, HOST is ${host}`);
udp.close();
tcp.close();
