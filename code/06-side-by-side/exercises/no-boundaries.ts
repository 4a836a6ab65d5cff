import { createServer } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const server = createServer((connection) => {
  let count = 0;
  connection.on('data', (message) => {
    count += 1;
    connection.write(`${count} ${message.toString().toUpperCase()}`);
  });
  connection.on('error', (error) => console.error(`a connection broke: ${error.message}`));
});

// Make the bytes of a message here, its length before its text.

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
