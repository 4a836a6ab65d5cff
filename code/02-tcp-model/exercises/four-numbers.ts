import { createServer } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

const server = createServer((connection) => {
  // Tell the client its four numbers.
  connection.end();

  // Print them when the client has ended, too.
});

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
