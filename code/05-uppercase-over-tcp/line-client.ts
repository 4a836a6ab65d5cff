import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { wholeLines } from './lines.ts';

const [host = process.env.HOST || '127.0.0.1', port = process.env.PORT || '12000', ...texts] =
  process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS || 5000);
const limitBytes = 3 * 1_048_576;

if (texts.length === 0) texts.push(await askForLine());
const request = texts.map((text) => `${text}\n`).join('');

try {
  await ask();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  console.error(`${host}:${port}: ${message || code}`);
  process.exitCode = 1;
}

async function ask() {
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) throw new RangeError('TIMEOUT_MS is no time');
  const connection = connect(Number(port), host);
  connection.setTimeout(timeoutMs, () => {
    connection.destroy(new Error(`no progress for ${timeoutMs} ms`));
  });
  connection.end(request);

  let missing = countLines(request);
  try {
    for await (const lines of wholeLines(connection, limitBytes)) {
      if (lines.at(-1) !== 0x0a) throw new Error('the last reply line breaks off');
      process.stdout.write(lines);
      missing -= countLines(lines.toString());
      if (missing < 0) throw new Error('more reply lines than texts');
    }
  } finally {
    connection.destroy();
  }
  if (missing > 0) throw new Error(`reply lines missing: ${missing}`);
}

function countLines(text: string) {
  return text.split('\n').length - 1;
}

async function askForLine(): Promise<string> {
  process.stdout.write('Text: ');
  const keyboard = createInterface({ input: process.stdin });
  for await (const line of keyboard) {
    keyboard.close();
    return line;
  }
  console.error('\nthere is no text to send');
  process.exit(1);
}
