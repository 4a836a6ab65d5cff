import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes) => {
  const { address, port } = socket.address();
  console.log(`"${bytes}" from ${address}:${port}`);
});

const host = '127.0.0.1';
const port = 0;

socket.bind(port, host);
console.log(`listening on udp ${host}:${port}`);
