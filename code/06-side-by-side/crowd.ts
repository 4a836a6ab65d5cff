import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [port = '12000', count = '20'] = process.argv.slice(2);
const names = Array.from({ length: Number(count) }, (_, index) => `client ${index}`);

const overUdp = names.map(async (name) => {
  const client = createSocket('udp4');
  client.send(name, Number(port), '127.0.0.1');
  await once(client, 'message');
  return () => client.close();
});
const overTcp = names.map(async (name) => {
  const client = connect(Number(port), '127.0.0.1');
  client.write(name);
  await once(client, 'data');
  return () => client.end();
});
const leave = await Promise.all([...overUdp, ...overTcp]);
console.log(`${count} clients over UDP, sockets at the server: ${socketsAt('/proc/net/udp')}`);
console.log(`${count} clients over TCP, sockets at the server: ${socketsAt('/proc/net/tcp')}`);
leave.forEach((end) => end());

function socketsAt(table: string) {
  const place = `0100007F:${Number(port).toString(16).padStart(4, '0').toUpperCase()}`;
  const rows = readFileSync(table, 'utf8').split('\n').slice(1);
  const fields = rows.map((row) => row.trim().split(/\s+/));
  const mine = fields.filter(([, local, , state]) => local === place && state !== '06');
  return new Set(mine.map(([, , remote]) => remote)).size;
}
