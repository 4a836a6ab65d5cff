import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000'] = process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS || 1000);

const connection = connect(Number(port), host);

// Find out here what becomes of it.
connection.on('error', (error: NodeJS.ErrnoException) => say(`${error.code}`));

// Say the word and end here.
function say(word: string) {
  console.log(`${word}, and there were ${timeoutMs} ms`);
}
