import { connect } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';
const count = Number(process.argv[2] ?? 1);

for (let caller = 1; caller <= count; caller += 1) {
  const tell = (what: string) => console.log(`caller ${caller}: ${what}`);
  const connection = connect(port, host, () => {
    connection.write('hello', () => tell('connected, and hello is sent'));
  });
  connection.on('error', ({ message }) => tell(message));
  connection.resume();
  await new Promise((next) => connection.once('connect', next).once('close', next));
}
