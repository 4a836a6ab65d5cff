import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  if (bytes.length === 0) return;
  console.log(`"${bytes}" from ${sender.address}:${sender.port}`);
});

socket.bind(0, '127.0.0.1', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
