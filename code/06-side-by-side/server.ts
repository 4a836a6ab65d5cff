import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

const udp = createSocket('udp4');
udp.on('message', (request, client) => {
  udp.send(request.toString().toUpperCase(), client.port, client.address);
});

const tcp = createServer((connection) => {
  connection.on('data', (request) => connection.write(request.toString().toUpperCase()));
  connection.on('error', (error) => console.error(error.message));
});

tcp.listen(port, host, () => {
  const place = tcp.address();
  if (place === null || typeof place === 'string') return;
  const { address, port } = place;
  udp.bind(port, address, () => {
    console.log(`listening on udp ${address}:${port}`);
    console.log(`listening on tcp ${address}:${port}`);
  });
});
