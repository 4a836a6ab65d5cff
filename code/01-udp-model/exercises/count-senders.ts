import { createSocket } from 'node:dgram';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const socket = createSocket('udp4');

socket.on('message', (bytes, sender) => {
  // Find out which sender this is, count, and print the line.
  console.error(`${bytes.length} bytes from port ${sender.port}`);
});

socket.bind(port, host, () => {
  const { address, port } = socket.address();
  console.log(`listening on udp ${address}:${port}`);
});
