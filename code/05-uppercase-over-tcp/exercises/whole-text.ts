import { createServer, type Socket } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const server = createServer({ allowHalfOpen: true }, serve);

function serve(connection: Socket) {
  // Answer the text of this connection when the client has ended its side.
  connection.end();
}

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
