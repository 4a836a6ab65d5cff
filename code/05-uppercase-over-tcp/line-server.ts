import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { wholeLines } from './lines.ts';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';
const limitBytes = 1_048_576;

const connections = new Set<Socket>();
const server = createServer({ allowHalfOpen: true }, (connection) => {
  connections.add(connection);
  connection.on('close', () => connections.delete(connection));
  connection.on('error', (error) => {
    console.error(`a connection broke: ${error.message}`);
  });
  serve(connection).catch((error) => connection.destroy(error));
});

async function serve(connection: Socket) {
  const pieces = connection.iterator({ destroyOnReturn: false });
  for await (const lines of wholeLines(pieces, limitBytes)) {
    const reply = lines.toString().toUpperCase();
    if (!connection.write(reply)) await once(connection, 'drain');
  }
  connection.end();
}

server.on('error', refuse);
try {
  server.listen(port, host, () => {
    const place = server.address();
    if (place === null || typeof place === 'string') return;
    console.log(`listening on tcp ${place.address}:${place.port}`);
  });
} catch (error) {
  refuse(error as Error);
}

function refuse(error: Error) {
  console.error(`cannot listen on ${host}:${port}: ${error.message}`);
  process.exitCode = 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close();
    for (const connection of connections) connection.destroy();
  });
}
