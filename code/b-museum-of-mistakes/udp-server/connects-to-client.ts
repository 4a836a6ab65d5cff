import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

let isConnected = false;
socket.on('message', (request, sender) => {
  const reply = request.toString().toUpperCase();
  if (isConnected) return socket.send(reply);
  isConnected = true;
  socket.connect(sender.port, sender.address, () => socket.send(reply));
});

socket.once('error', (error) => {
  console.error(`cannot listen on udp ${host}:${port}: ${error.message}`);
  process.exitCode = 1;
});
socket.once('listening', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
socket.bind(port, host);
process.once('SIGTERM', () => socket.close());
