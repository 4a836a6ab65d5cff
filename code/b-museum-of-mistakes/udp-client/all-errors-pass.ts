import { createSocket } from 'node:dgram';

const [host = '127.0.0.1', port = '12000', ...words] = process.argv.slice(2);
const text = words.join(' ');
const timeoutMs = Number(process.env.TIMEOUT_MS || 1000);
const tries = Number(process.env.TRIES || 3);

const socket = createSocket('udp4');

let tried = 0;
let timer: NodeJS.Timeout | undefined;

socket.on('error', trouble);
socket.on('connect', () => {
  socket.on('message', take);
  ask();
});
socket.connect(Number(port), host);

function ask(): void {
  if (tried === tries) return giveUp(`no reply after ${tries} tries`);
  tried += 1;
  timer = setTimeout(ask, timeoutMs);
  socket.send(text, (error) => {
    if (error) trouble(error);
  });
}

function take(reply: Buffer): void {
  console.log(reply.toString());
  end();
}

function trouble(error: Error): void {
  console.error(`${host}:${port}: ${error.message}`);
}

function giveUp(why: string): void {
  console.error(`${host}:${port}: ${why}`);
  process.exitCode = 1;
  end();
}

function end(): void {
  clearTimeout(timer);
  socket.close();
}
