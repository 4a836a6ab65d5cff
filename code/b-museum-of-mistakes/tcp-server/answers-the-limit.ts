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
  let held: Buffer = Buffer.alloc(0);
  connection.on('data', (piece: Buffer) => {
    held = Buffer.concat([held, piece]);
    const end = held.lastIndexOf(0x0a) + 1;
    const cut = held.length - end > limit ? held.length : end;
    answer(held.toString('utf8', 0, cut));
    held = held.subarray(cut);
  });
  connection.on('end', () => {
    answer(held.toString());
    connection.end();
  });

  function answer(text: string) {
    if (!connection.write(text.toUpperCase())) connection.pause();
  }
  connection.on('drain', () => connection.resume());
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
