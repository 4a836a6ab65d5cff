import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000', ...texts] = process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS || 5000);

const connection = connect(Number(port), host);
connection.end(texts.map((text) => `${text}\n`).join(''));

let missing = texts.length;
let rest = '';
connection.setEncoding('latin1').on('data', (piece) => {
  const lines = `${rest}${piece}`.split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) process.stdout.write(`${line.trim()}\n`, 'latin1');
  missing -= lines.length;
});

connection.on('end', () => {
  if (missing > 0) giveUp(`the server ended, reply lines missing: ${missing}`);
});
connection.on('error', (error) => giveUp(error.message));
connection.setTimeout(timeoutMs, () => {
  connection.destroy(new Error(`nothing came for ${timeoutMs} ms`));
});

function giveUp(why: string) {
  console.error(`${host}:${port}: ${why}`);
  process.exitCode = 1;
}
