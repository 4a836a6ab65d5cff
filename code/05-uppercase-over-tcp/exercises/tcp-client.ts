import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000', ...texts] = process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS || 5000);

// Send the texts before you end your side.
const connection = connect(Number(port), host);
connection.end();

// Print the lines that come back.

// Say what went wrong, and don't wait longer than you may.
console.error(`${texts.length} texts are still here, and nobody waits ${timeoutMs} ms`);
