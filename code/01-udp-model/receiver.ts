import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  console.log(`"${bytes}" from ${sender.address}:${sender.port}`);
});

socket.bind(port, host, () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
