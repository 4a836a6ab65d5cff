import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Trial } from '../../../tools/system/trial.ts';

/** Who takes what comes to an address: a refusal comes back where nobody does. */
export async function whoTakes(
  trial: Trial,
  transport: 'udp' | 'tcp',
  at: { host: string; port: number },
): Promise<'somebody' | 'nobody' | 'silence'> {
  if (transport === 'tcp') {
    const peer = await trial.tryToConnect(at);
    return typeof peer === 'string' ? 'nobody' : 'somebody';
  }
  const socket = await trial.udp();
  await socket.connect(at);
  await socket.send('is anybody there?');
  const answer = await Promise.race([socket.told(), socket.next()]);
  if (answer === 'ECONNREFUSED') return 'nobody';
  return answer === undefined ? 'silence' : 'somebody';
}

/** A port of 127.0.0.1 that is free, above those that Linux gives by itself. */
export async function freePort(transport: 'udp' | 'tcp'): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const held = await hold(transport, randomInt(61_000, 65_536)).catch(() => undefined);
    await held?.release();
    if (held) return held.port;
  }
  throw new Error('no free port from 61000 on in 100 tries');
}

/** Whether a program can bind an address here that is nobody's. */
export async function isUsable(host: string): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind({ port: 0, address: host, exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}

/** Binds a port of 127.0.0.1, any free one where none is named, so that no other program can, unless both would share it. */
async function hold(
  transport: 'udp' | 'tcp',
  wanted = 0,
): Promise<{ port: number; release: () => Promise<void> }> {
  if (transport === 'udp') {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const release = () => new Promise<void>((resolve) => socket.close(resolve));
    try {
      socket.bind({ port: wanted, address: '127.0.0.1', exclusive: true });
      await once(socket, 'listening');
    } catch (error) {
      await release();
      throw error;
    }
    return { port: socket.address().port, release };
  }
  const server = createServer();
  server.listen({ port: wanted, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, release: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
