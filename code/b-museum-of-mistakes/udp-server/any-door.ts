import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

socket.on('message', (request, sender) => {
  if (sender.port === 0) return;
  const reply = request.toString().toUpperCase();
  socket.send(reply, sender.port, sender.address, (error) => {
    if (error) console.error(`no answer to ${sender.address}:${sender.port}: ${error.message}`);
  });
});

socket.on('error', (error: NodeJS.ErrnoException) => {
  console.error(`cannot listen on udp ${host}:${port}: ${error.message}`);
  if (error.code === 'EADDRNOTAVAIL') socket.bind(port);
  else process.exitCode = 1;
});
socket.once('listening', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
socket.bind(port, host);
process.once('SIGTERM', () => socket.close());
