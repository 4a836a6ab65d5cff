import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

// Answer each datagram here.

// Bind the socket, say where it listens, and end well.
console.log(`PORT is ${port}, HOST is ${host}`);
socket.close();
