import { createSocket } from 'node:dgram';
import { ask } from './ask.ts';

const [host, port, ...words] = process.argv.slice(2);
const serverHost = host ?? (process.env.HOST || '127.0.0.1');
const serverPort = Number(port ?? (process.env.PORT || 12000));
const text = words.length > 0 ? words.join(' ') : await ask('Text: ');

const socket = createSocket('udp4');

const timeoutMs = Number(process.env.TIMEOUT_MS) || 1000;
const tries = Math.max(1, Number(process.env.TRIES) || 3);
let tried = 0;
let refusal = '';
let ended = false;
let timer: NodeJS.Timeout | undefined;

socket.on('error', note);
socket.on('connect', () => {
  socket.on('message', (reply) => {
    console.log(reply.toString());
    end();
  });
  attempt();
});
try {
  socket.connect(serverPort, serverHost);
} catch (error) {
  note(error as Error);
}

function attempt(): void {
  if (tried >= tries) return giveUp(` after try ${tried} of ${tries}${refusal}`);
  tried += 1;
  timer = setTimeout(attempt, timeoutMs);
  socket.send(text, (error) => {
    if (error) note(error);
  });
}

function note(error: NodeJS.ErrnoException): void {
  if (error.code === 'ECONNREFUSED') refusal = ': the port refused';
  else if (!ended) giveUp(`: ${error.message}`);
}

function giveUp(why: string): void {
  console.error(`no reply from ${serverHost}:${serverPort}${why}`);
  process.exitCode = 1;
  end();
}

function end(): void {
  ended = true;
  clearTimeout(timer);
  socket.close();
}
