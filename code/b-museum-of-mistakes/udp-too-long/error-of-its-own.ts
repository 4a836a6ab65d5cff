import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

socket.on('message', (request, sender) => {
  const reply = Buffer.from(request.toString().toUpperCase());
  const fits = reply.length <= 65_507;
  const answer = fits ? reply : `Error: too long (${reply.length} bytes)`;
  socket.send(answer, sender.port, sender.address);
});

socket.on('listening', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
socket.bind(port, host);
