import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Both ends of one TCP connection; each may end alone, and neither reads before it is told to. */
export interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** The server's port and the client's. */
  readonly ports: readonly [number, number];
}

/** Opens a connection on 127.0.0.1. The caller destroys both ends. */
export async function openPair(): Promise<Pair> {
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const place = listener.address();
  if (place === null || typeof place === 'string') throw new Error('the listener has no port');
  const taken = new Promise<Socket>((resolve) => listener.once('connection', resolve));
  const client = connect({ port: place.port, host: '127.0.0.1', allowHalfOpen: true }).pause();
  await once(client, 'connect');
  const server = await taken;
  listener.close();
  for (const end of [client, server]) end.on('error', () => end.destroy());
  return { client, server, ports: [place.port, client.localPort ?? 0] };
}
