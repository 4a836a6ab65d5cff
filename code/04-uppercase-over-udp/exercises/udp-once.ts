import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

socket.on('message', (request, sender) => {
  const reply = request.toString().toUpperCase();
  socket.send(reply, sender.port, sender.address);
});

socket.on('listening', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
socket.bind(port, host);
