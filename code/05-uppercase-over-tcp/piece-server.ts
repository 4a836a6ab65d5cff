import { createServer } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

const server = createServer((connection) => {
  connection.on('data', (bytes) => {
    connection.write(bytes.toString().toUpperCase());
  });
  connection.on('error', (error) => {
    console.error(`a connection broke: ${error.message}`);
  });
});

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
