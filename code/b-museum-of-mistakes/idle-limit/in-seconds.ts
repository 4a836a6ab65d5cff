import { createServer, type Socket } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const idleMs = Number(process.env.IDLE_MS || 60_000);

const connections = new Set<Socket>();
const server = createServer({ allowHalfOpen: true }, (connection) => {
  connections.add(connection);
  connection.on('close', () => connections.delete(connection));
  connection.on('error', (error) => console.error(`a connection broke: ${error.message}`));
  connection.setEncoding('utf8');
  connection.on('data', (text: string) => connection.write(text.toUpperCase()));
  connection.on('end', () => connection.end());
  connection.setTimeout(idleMs / 1000, () => {
    connection.destroy(new Error(`nothing came for ${idleMs} ms`));
  });
});

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
process.once('SIGTERM', () => {
  server.close();
  for (const connection of connections) connection.destroy();
});
