import { connect, createServer } from 'node:net';

const sizes: number[] = [];
const server = createServer((connection) => {
  connection.on('data', (bytes) => sizes.push(bytes.length));
  connection.on('end', () => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`1 write, ${sizes.length} pieces, ${total} bytes`);
    server.close();
  });
});

server.listen(0, '127.0.0.1', () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  const connection = connect(place.port, '127.0.0.1');
  connection.end('x'.repeat(1_000_000));
});
