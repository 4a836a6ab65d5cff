import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

const replies = new Map<string, string>();

socket.on('message', (request, sender) => {
  const [, number, text] = /^(\d{1,9}) (.*)$/s.exec(request.toString()) ?? [];
  if (number === undefined || text === undefined) return;
  const name = `${sender.address} ${sender.port} ${number}`;
  if (replies.has(name)) return;
  let reply = '';
  console.log(`work: ${text}`);
  reply = `${number} ${text.toUpperCase()}`;
  replies.set(name, reply);
  const [oldest] = replies.keys();
  if (oldest !== undefined && replies.size > 1000) replies.delete(oldest);
  socket.send(reply, sender.port, sender.address);
});

socket.on('listening', () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
socket.bind(port, host);
