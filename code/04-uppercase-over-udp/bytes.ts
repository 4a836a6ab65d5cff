import { createSocket } from 'node:dgram';

const [host, port, hex = '', times = '1'] = process.argv.slice(2);
const request = Buffer.from(hex.repeat(Number(times)), 'hex');

const socket = createSocket('udp4');
socket.on('message', (reply) => {
  console.log(`${reply.length} bytes back: ${reply.toString('hex', 0, 8)}`);
  socket.close();
});
socket.send(request, Number(port), host, (error) => {
  console.log(error ? error.message : `${request.length} bytes sent`);
  if (error) socket.close();
});
