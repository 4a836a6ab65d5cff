import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

const host = '127.0.0.1';
const sender = createSocket('udp4');
const bell = createSocket('udp4').bind(0, host);
const udp = createSocket('udp4').bind(0, host);
const tcp = createServer().listen(0, host);
await Promise.all([bell, udp, tcp].map((socket) => once(socket, 'listening')));

sender.send('early', udp.address().port, host, ring);
await hearBell();
udp.on('message', (text) => {
  console.log(`udp: ${text}`);
  udp.close();
});
sender.send('late', udp.address().port, host);
await once(udp, 'close');

const client = connect((tcp.address() as AddressInfo).port, host);
const [connection] = (await once(tcp, 'connection')) as [Socket];
client.write('early', ring);
await hearBell();
let heard = '';
connection.on('data', (text) => (heard += text));
client.end('late');
await once(connection, 'end');
console.log(`tcp: ${heard}`);

for (const socket of [sender, bell, tcp]) socket.close();

function ring() {
  sender.send('ring', bell.address().port, host);
}
async function hearBell() {
  await once(bell, 'message');
  await setImmediate();
}
