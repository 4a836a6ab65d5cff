import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

const senders = new Map<string, { number: number; datagrams: number }>();

socket.on('message', (bytes, sender) => {
  if (bytes.length === 0) return;
  const key = `${sender.address}:${sender.port}`;
  const known = senders.get(key) ?? { number: senders.size + 1, datagrams: 0 };
  senders.set(key, known);
  known.datagrams += 1;
  console.log(`sender ${known.number}, datagram ${known.datagrams}`);
});

socket.bind(port, host, () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
