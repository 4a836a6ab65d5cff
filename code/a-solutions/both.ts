import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const udp = createSocket('udp4');
const tcp = createServer({ allowHalfOpen: true });
const connections = new Set<Socket>();

udp.on('message', (request, client) => {
  if (client.port === 0) return;
  udp.send(request.toString().toUpperCase(), client.port, client.address);
});

tcp.on('connection', (connection) => {
  connections.add(connection);
  connection.on('close', () => connections.delete(connection));
  connection.on('error', (error) => console.error(`a connection broke: ${error.message}`));
  const pieces: Buffer[] = [];
  connection.on('data', (piece) => pieces.push(piece));
  connection.on('end', () => connection.end(Buffer.concat(pieces).toString().toUpperCase()));
});

function refuse(error: Error): void {
  console.error(`cannot listen on ${host}:${port}: ${error.message}`);
  process.exit(1);
}
udp.once('error', refuse);
tcp.once('error', refuse);
tcp.listen(port, host, () => {
  const place = tcp.address();
  if (place === null || typeof place === 'string') return;
  udp.bind(place.port, place.address, () => {
    console.log(`listening on udp ${place.address}:${place.port}`);
    console.log(`listening on tcp ${place.address}:${place.port}`);
  });
});
process.once('SIGTERM', () => {
  udp.close();
  tcp.close();
  for (const connection of connections) connection.destroy();
});
