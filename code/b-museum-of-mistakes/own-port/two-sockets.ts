import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  console.log(`"${bytes}" from ${sender.address}:${sender.port}`);
});

const ear = createSocket('udp4');
ear.bind(0, '127.0.0.1', () => {
  const { address, port } = ear.address();
  console.log(`listening on udp ${address}:${port}`);
});
socket.bind(0, '127.0.0.1');
