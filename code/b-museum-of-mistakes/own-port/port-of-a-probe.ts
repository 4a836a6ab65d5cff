import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  console.log(`"${bytes}" from ${sender.address}:${sender.port}`);
});

const probe = createSocket('udp4');
probe.bind(0, '127.0.0.1', () => {
  const { address, port } = probe.address();
  probe.close();
  socket.bind(0, address, () => console.log(`listening on udp ${address}:${port}`));
});
