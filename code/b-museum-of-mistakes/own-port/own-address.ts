import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes) => {
  const { address, port } = socket.address();
  console.log(`"${bytes}" from ${address}:${port}`);
});

socket.bind(0, '127.0.0.1', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
