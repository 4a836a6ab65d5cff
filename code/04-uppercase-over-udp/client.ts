import { createSocket } from 'node:dgram';
import { ask } from './ask.ts';

const [host, port, ...words] = process.argv.slice(2);
const serverHost = host ?? (process.env.HOST || '127.0.0.1');
const serverPort = Number(port ?? (process.env.PORT || 12000));
const text = words.length > 0 ? words.join(' ') : await ask('Text: ');

const socket = createSocket('udp4');

socket.on('message', (reply) => {
  console.log(reply.toString());
  socket.close();
});
socket.send(text, serverPort, serverHost);
