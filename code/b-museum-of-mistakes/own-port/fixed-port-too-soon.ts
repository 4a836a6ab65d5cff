import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  console.log(`"${bytes}" from ${sender.address}:${sender.port}`);
});

socket.bind(27183, '127.0.0.1');
console.log('listening on udp 127.0.0.1:27183');
