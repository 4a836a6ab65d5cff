import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  console.log(`"${bytes}" from ${sender.address}:${sender.port}`);
});

socket.once('listening', () => {
  console.log('listening on udp 127.0.0.1:27182');
});
socket.bind(27182, '127.0.0.1');
