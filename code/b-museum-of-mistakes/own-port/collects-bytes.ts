import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

let text = '';

socket.on('message', (bytes, sender) => {
  text += bytes.toString();
  console.log(`"${text}" from ${sender.address}:${sender.port}`);
});

socket.bind(0, '127.0.0.1', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
