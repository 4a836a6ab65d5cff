import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  console.log(`"${bytes}" from ${sender.address}:${sender.port}`);
});

const port = 0;
socket.bind(port, '127.0.0.1', () => {
  console.log(`listening on udp 127.0.0.1:${port}`);
});
