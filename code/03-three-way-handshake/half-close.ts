import { once } from 'node:events';
import { openPair } from './pair.ts';

const { client, server, tell } = await openPair();
await tell('both ends are open', 'ESTABLISHED', 'ESTABLISHED');

client.end();
await tell('the client ends', 'FIN-WAIT-2', 'CLOSE-WAIT');

server.write('late, but not lost');
const [bytes] = await once(client, 'data');
console.log(`the client hears: ${bytes}`);

server.resume().end();
await tell('the server ends', 'TIME-WAIT', 'CLOSED');
