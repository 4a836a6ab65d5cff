import { createServer, type Socket } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const limit = 1_048_576;
const connections = new Set<Socket>();
const server = createServer({ allowHalfOpen: true }, serve);

function serve(connection: Socket) {
  connections.add(connection);
  connection.on('close', () => connections.delete(connection));
  connection.on('error', (error) => console.error(`a connection broke: ${error.message}`));
  connection.setEncoding('utf8');
  let held = '';
  connection.on('data', (text: string) => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) {
      answer(held + text.slice(0, end));
      held = '';
    }
    held += text.slice(end);
    if (held.length > limit) connection.destroy(new Error(`a line is longer than ${limit}`));
  });
  connection.on('end', () => {
    if (held !== '') answer(held);
    connection.end();
  });

  function answer(text: string) {
    if (connection.write(text.toUpperCase())) return;
    connection.pause();
    setTimeout(() => connection.resume(), 5);
  }
}

server.on('error', (error) => {
  console.error(`cannot listen on tcp ${host}:${port}: ${error.message}`);
  process.exitCode = 1;
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
