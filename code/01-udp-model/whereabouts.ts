import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
socket.bind(0, '127.0.0.1', () => {
  const { address, port } = socket.address();
  console.log(`write to ${address}, port ${port}`);
  socket.close();
});
