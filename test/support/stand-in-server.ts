import { once } from 'node:events';
import { connect, createServer, type Server, type ServerOpts, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Address } from './programs.ts';

/** A TCP server inside the test that treats each connection as the test says; closed when the test is over. */
export async function standInServer(
  treat: (connection: Socket) => void,
  options: ServerOpts = {},
): Promise<Address & { readonly server: Server }> {
  const connections = new Set<Socket>();
  const server = createServer(options, (connection) => {
    connections.add(connection);
    connection.on('error', () => connection.destroy());
    connection.on('close', () => connections.delete(connection));
    treat(connection);
  });
  onTestFinished(() => {
    server.close();
    for (const connection of connections) connection.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('the stand-in has no port');
  return { server, host: '127.0.0.1', port: place.port };
}

/** An address at which nobody listens, nor can be made to meanwhile: the port of a client's end holds it. */
export async function closedAddress(): Promise<Address> {
  const { host, port } = await standInServer(() => {});
  const holder = connect({ host, port, localAddress: host });
  onTestFinished(() => void holder.destroy());
  await once(holder, 'connect');
  return { host, port: holder.localPort ?? 0 };
}
