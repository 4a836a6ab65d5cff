import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

const host = '127.0.0.1';
async function dawdle() {
  await setTimeout(100);
  await setImmediate();
}

const udp = createSocket('udp4').bind(0, host);
await once(udp, 'listening');
const sender = createSocket('udp4');
sender.connect(udp.address().port, host);
await once(sender, 'connect');

sender.send('early');
await dawdle();
sender.send('late');
const [text] = await once(udp, 'message');
console.log(`udp heard: ${text}`);
udp.close();
sender.close();

const tcp = createServer(async (connection) => {
  await dawdle();
  connection.on('data', (text) => console.log(`tcp heard: ${text}`));
  tcp.close();
});
tcp.listen(0, host, () => {
  const place = tcp.address();
  if (place === null || typeof place === 'string') return;
  connect(place.port, host).end('early');
});
