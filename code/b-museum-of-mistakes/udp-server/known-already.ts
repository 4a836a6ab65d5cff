import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

const known = new Set<string>();
socket.on('message', (request, sender) => {
  const name = `${sender.address} ${sender.port} ${request.toString()}`;
  if (known.has(name)) return;
  known.add(name);
  const reply = request.toString().toUpperCase();
  socket.send(reply, sender.port, sender.address, (error) => {
    if (error) console.error(`no answer to ${sender.address}:${sender.port}: ${error.message}`);
  });
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
