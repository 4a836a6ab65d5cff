import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

let last = '';
const known = { number: 0, datagrams: 0 };

socket.on('message', (_, sender) => {
  const key = `${sender.address}:${sender.port}`;
  if (key !== last) {
    known.number += 1;
    known.datagrams = 0;
  }
  last = key;
  known.datagrams += 1;
  console.log(`sender ${known.number}, datagram ${known.datagrams}`);
});

socket.bind(port, host, () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
