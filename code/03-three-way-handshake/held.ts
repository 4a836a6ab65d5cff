import { openPair } from './pair.ts';

const tooMuch = Buffer.alloc(16_000_000);

const first = await openPair();
first.client.write(tooMuch);
first.client.destroy();
await first.tell('the client sends and leaves', 'FIN-WAIT-1', 'ESTABLISHED');
first.server.end();
await first.tell('the server ends too', 'CLOSING', 'FIN-WAIT-2');
first.server.destroy();

const second = await openPair();
second.client.pause().end();
await second.tell('the client ends', 'FIN-WAIT-2', 'CLOSE-WAIT');
second.server.write(tooMuch);
second.server.destroy();
await second.tell('the server sends and leaves', 'FIN-WAIT-2', 'LAST-ACK');
second.client.destroy();
