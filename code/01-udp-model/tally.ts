import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

const counts = new Map<string, number>();

socket.on('message', (bytes, sender) => {
  const name = `${sender.address}:${sender.port}`;
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  console.log(`"${bytes}" is number ${count} from ${name}`);
  socket.send(String(count), sender.port, sender.address);
});

socket.bind(port, host, () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
