import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const [host = process.env.HOST || '127.0.0.1', port = process.env.PORT || '12000', ...texts] =
  process.argv.slice(2);

const text = texts.length > 0 ? texts.join(' ') : await askForLine();

const connection = connect(Number(port), host);
connection.write(text);
connection.once('data', (bytes) => {
  console.log(bytes.toString());
  connection.end();
});

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
