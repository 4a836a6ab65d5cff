import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

const QUEUE_LIMIT_BYTES = 1_000_000;

socket.on('message', (request, sender) => {
  if (sender.port === 0 || socket.getSendQueueSize() > QUEUE_LIMIT_BYTES) return;
  const reply = request.toString().toUpperCase();
  socket.send(reply, sender.port, sender.address, (error) => {
    if (error) console.error(`no answer to ${sender.address}:${sender.port}: ${error.message}`);
  });
});

socket.once('error', refuse);
socket.once('listening', () => {
  socket.off('error', refuse);
  socket.on('error', (error) => console.error(error.message));
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
process.once('SIGTERM', () => socket.close());
if (Number.isInteger(port) && port >= 0 && port < 65_536) socket.bind(port, host);
else refuse(new RangeError('PORT is a whole number from 0 to 65535'));

function refuse(error: Error): void {
  console.error(`cannot listen on udp ${host}:${port}: ${error.message}`);
  process.exitCode = 1;
}
