import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const sender = createSocket('udp4');
const receiver = createSocket('udp4').bind(0, '127.0.0.1');
const bell = createSocket('udp4').bind(0, '127.0.0.1');
await Promise.all([once(receiver, 'listening'), once(bell, 'listening')]);

post('early', receiver, () => post('ring', bell));
await once(bell, 'message');

receiver.on('message', (bytes) => {
  console.log(`heard "${bytes}"`);
  for (const socket of [sender, receiver, bell]) socket.close();
});
post('late', receiver);

function post(word: string, to: Socket, done?: () => void): void {
  sender.send(word, to.address().port, '127.0.0.1', done);
}
