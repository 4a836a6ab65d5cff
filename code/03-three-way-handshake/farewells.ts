import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { openPair } from './pair.ts';
import { rowsOf } from './table.ts';

function heardBy(socket: Socket): Promise<string> {
  let heard = 'nothing';
  socket.on('end', () => {
    heard = 'an end';
    socket.end();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => (heard = error.code ?? error.message));
  return new Promise((resolve) => socket.once('close', () => resolve(heard)));
}

type Pair = Awaited<ReturnType<typeof openPair>>;

async function leave(way: string, states: [string, string], act: (pair: Pair) => unknown) {
  const pair = await openPair();
  const hearing = [heardBy(pair.client.resume()), heardBy(pair.server)];
  await act(pair);
  const [atClient, atServer] = await Promise.all(hearing);
  await pair.tell(way, ...states);
  console.log(`- the client heard ${atClient}, the server heard ${atServer}`);
}

await leave('the client ends', ['TIME-WAIT', 'CLOSED'], ({ client, server }) => {
  server.resume();
  client.end();
});
await leave('the server ends', ['CLOSED', 'TIME-WAIT'], ({ server }) => server.resume().end());
await leave('the client destroys', ['TIME-WAIT', 'CLOSED'], ({ client, server }) => {
  server.resume();
  client.destroy();
});

await leave('the client resets', ['CLOSED', 'CLOSED'], ({ client, server }) => {
  server.resume();
  client.resetAndDestroy();
});
await leave('the server leaves bytes unread', ['CLOSED', 'CLOSED'], async (pair) => {
  pair.client.write('hello');
  while (!rowsOf(pair.ports).some(({ unread }) => unread > 0)) await setImmediate();
  pair.server.destroy();
});
