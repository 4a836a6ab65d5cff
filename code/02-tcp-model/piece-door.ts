import { createServer } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

const server = createServer((connection) => {
  let pieces = 0;
  connection.on('data', (bytes) => {
    pieces += 1;
    console.log(`piece ${pieces}: "${bytes}"`);
  });
  connection.on('end', () => console.log(`${connection.bytesRead} bytes, ${pieces} pieces`));
});

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
