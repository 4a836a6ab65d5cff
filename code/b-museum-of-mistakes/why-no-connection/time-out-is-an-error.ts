import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000'] = process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS || 1000);

const connection = connect(Number(port), host);

connection.setTimeout(timeoutMs);
connection.once('connect', () => say('open'));
connection.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'ETIMEDOUT') say('silent');
  else say(code === 'ECONNREFUSED' ? 'refused' : 'failed');
});

function say(word: string) {
  connection.destroy();
  console.log(word);
  process.exitCode = word === 'open' ? 0 : 1;
}
