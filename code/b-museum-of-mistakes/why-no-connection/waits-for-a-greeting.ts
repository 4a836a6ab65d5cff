import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000'] = process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS || 1000);

const connection = connect(Number(port), host);

const clock = setTimeout(() => say('silent'), timeoutMs);
connection.once('data', () => say('open'));
connection.on('error', ({ code }: NodeJS.ErrnoException) => {
  say(code === 'ECONNREFUSED' ? 'refused' : 'failed');
});

function say(word: string) {
  clearTimeout(clock);
  connection.destroy();
  console.log(word);
  process.exitCode = word === 'open' ? 0 : 1;
}
