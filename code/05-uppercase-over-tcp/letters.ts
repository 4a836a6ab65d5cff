import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000', count = '3000'] = process.argv.slice(2);

const connection = connect(Number(port), host);
let back = 0;
connection.on('data', (bytes) => (back += bytes.length));
connection.on('error', () => {});
connection.on('close', () => {
  const verdict = back === Number(count) ? 'all of them' : 'not all of them';
  console.log(`${count} letters out, ${back} back: ${verdict}`);
});
connection.end('a'.repeat(Number(count)));
