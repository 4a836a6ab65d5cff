import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const host = '127.0.0.1';

const udpServer = createSocket('udp4');
udpServer.on('message', (text, client) => udpServer.send(text, client.port, client.address));
udpServer.bind(0, host);
await once(udpServer, 'listening');
const udpPort = udpServer.address().port;

const tcpServer = createServer((connection) => connection.pipe(connection)).listen(0, host);
await once(tcpServer, 'listening');
const place = tcpServer.address();
if (place === null || typeof place === 'string') throw new Error('no TCP port');
const tcpPort = place.port;

const udp = createSocket('udp4');
const connected = createSocket('udp4');
connected.connect(udpPort, host);
await once(connected, 'connect');
const tcp = connect(tcpPort, host);
await once(tcp, 'connect');

export const ways = [
  { name: 'UDP', ask: askOverUdp },
  { name: 'UDP, connected', ask: askConnected },
  { name: 'TCP, one connection for all', ask: askOverTcp },
  { name: 'TCP, a connection each time', ask: askAnew },
];

async function askOverUdp() {
  udp.send('hello', udpPort, host);
  await once(udp, 'message');
}
async function askConnected() {
  connected.send('hello');
  await once(connected, 'message');
}
async function askOverTcp() {
  tcp.write('hello');
  await once(tcp, 'data');
}
async function askAnew() {
  const fresh = connect(tcpPort, host);
  fresh.write('hello');
  await once(fresh, 'data');
  fresh.end();
  await once(fresh, 'close');
}

export function closeAll() {
  for (const socket of [udp, connected, udpServer, tcpServer]) socket.close();
  tcp.destroy();
}
