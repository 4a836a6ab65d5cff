import { createServer } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

const server = createServer((connection) => {
  const { remoteAddress, remotePort, localAddress, localPort } = connection;
  const line = `${remoteAddress}:${remotePort} ${localAddress}:${localPort}`;
  connection.end(`${line}\n`);

  connection.on('close', () => console.log(line));
});

server.listen(port, host, () => {
  const place = server.address();
  if (place === null || typeof place === 'string') return;
  console.log(`listening on tcp ${place.address}:${place.port}`);
});
