import { connect } from 'node:net';

const port = Number(process.env.PORT || 12000);

const connection = connect({ host: '127.0.0.1', port, localPort: port }, () => {
  console.log(`from port ${connection.localPort} to port ${connection.remotePort}`);
  connection.write('anybody there?');
});
connection.once('data', (bytes) => {
  console.log(`heard: ${bytes}`);
  connection.end();
});
