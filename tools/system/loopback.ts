import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Sends nothing: opens and closes a TCP and a UDP socket at `host`, and says why that fails, if it does. */
export async function whyNoLoopback(host: string): Promise<string | undefined> {
  try {
    await freePort(host);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message;
  }
}

/** A port that is free for TCP and UDP at `host` at this moment; any free one, or `wanted`. */
export async function freePort(host: string, wanted = 0): Promise<number> {
  const server = createServer();
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    server.listen({ port: wanted, host, exclusive: true });
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : wanted;
    socket.bind({ port, address: host, exclusive: true });
    await once(socket, 'listening');
    return port;
  } finally {
    await closed(server);
    await closed(socket);
  }
}

async function closed(thing: { close(done: () => void): unknown }): Promise<void> {
  await new Promise<void>((resolve) => {
    try {
      thing.close(resolve);
    } catch {
      resolve(); // a socket that never opened
    }
  });
}

/**
 * A port for one conversation, free for TCP and UDP on 127.0.0.1, of which the kernel remembers no earlier
 * connection where it shows what it remembers. It lies below the range from which systems give ports by
 * themselves, so nobody else is given it meanwhile.
 */
export async function quietPort(pick = () => randomInt(20_000, 32_000)): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = pick();
    if (!isRemembered(port) && (await isFree(port))) return port;
  }
  throw new Error('no free port between 20000 and 32000 in 100 tries');
}

async function isFree(port: number): Promise<boolean> {
  try {
    return (await freePort('127.0.0.1', port)) === port;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

const TCP_TABLE = '/proc/net/tcp';

/** Whether a TIME-WAIT, for one, is left of this port: Linux lists both ends of each connection. */
function isRemembered(port: number): boolean {
  if (!existsSync(TCP_TABLE)) return false;
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return readFileSync(TCP_TABLE, 'latin1').includes(end);
}
