import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

let requests = 0;
socket.on('message', (request, sender) => {
  requests += 1;
  console.log(`request ${requests}: ${request}`);
  const reply = request.toString().toUpperCase();
  if (requests > 2) socket.send(reply, sender.port, sender.address);
});

socket.on('listening', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
socket.bind(port, host);
