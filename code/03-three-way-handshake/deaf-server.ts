import { readSync } from 'node:fs';
import { createServer } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';
const backlog = Number(process.argv[2] ?? 0);

const server = createServer((connection) => {
  const { remoteAddress } = connection;
  connection.on('error', ({ message }) => console.log(`${remoteAddress} is gone: ${message}`));
  connection.once('data', (bytes) => {
    console.log(`a client says ${bytes}`);
    connection.end();
  });
});

server.listen({ port, host, backlog }, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
  process.stdout.write('deaf until Enter is pressed\n', () => readSync(0, Buffer.alloc(1)));
});
