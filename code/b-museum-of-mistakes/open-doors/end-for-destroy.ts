import { createServer } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

let open = 0;
const server = createServer((connection) => {
  open += 1;
  connection.on('data', (bytes) => {
    if (String(bytes) === '!') connection.end();
    else connection.write(`${open} open\n`);
  });
  connection.on('close', () => (open -= 1));
  connection.on('error', (error) => console.error(`broken off: ${error.message}`));
});

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
