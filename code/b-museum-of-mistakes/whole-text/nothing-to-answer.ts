import { createServer, type Socket } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const server = createServer({ allowHalfOpen: true }, serve);

function serve(connection: Socket) {
  const pieces: Buffer[] = [];
  let bytes = 0;
  connection.on('data', (piece) => {
    bytes += piece.length;
    if (bytes > 1_048_576) connection.destroy(new Error('a text is longer than 1,048,576 bytes'));
    pieces.push(piece);
  });
  connection.on('end', () => {
    const text = Buffer.concat(pieces).toString();
    if (text) connection.end(text.toUpperCase());
  });
  connection.on('error', (error) => console.error(`a connection broke: ${error.message}`));
}

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
