import { createServer } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const server = createServer((connection) => {
  let count = 0;
  let held = Buffer.alloc(0);
  connection.on('data', (piece) => {
    held = Buffer.from(held.toString() + piece.toString());
    while (held.length >= 2) {
      const end = 2 + held.readUInt16BE(0);
      if (held.length < end) break;
      count += 1;
      connection.write(framed(`${count} ${held.toString('utf8', 2, end).toUpperCase()}`));
      held = held.subarray(end);
    }
  });
  connection.on('error', (error) => console.error(`a connection broke: ${error.message}`));
});

function framed(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
