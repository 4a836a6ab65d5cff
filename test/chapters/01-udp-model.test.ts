import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  addressOf,
  ask,
  exchange,
  inbox,
  openSocket,
  receive,
  refusingAddress,
  send,
  waitingBytes,
} from '../support/datagrams.ts';
import { needs } from '../support/needs.ts';
import { inOwnNetwork } from '../support/own-network.ts';
import { socketsOf } from '../support/sockets-of.ts';
import { freeze, isFrozen, thaw } from '../support/waiting.ts';
import { type Server, start, startListing, startServer } from '../support/programs.ts';

const SLUG = '01-udp-model';

describe('claims', () => {
  describe('a place to be found', () => {
    test('gives a free port to whoever asks for port 0', async () => {
      const ports = new Set<number>();
      for (let count = 0; count < 10; count += 1) ports.add((await openSocket()).address().port);
      expect(ports.size).toBe(10);
      expect(Math.min(...ports)).toBeGreaterThan(0);
    });

    test('has no address before it is bound', () => {
      const socket = createSocket('udp4');
      onTestFinished(() => void socket.close());
      expect(() => socket.address()).toThrow('getsockname');
    });

    test('is bound by its first send and keeps that port', async () => {
      const server = await openSocket();
      const client = createSocket('udp4');
      onTestFinished(() => void client.close());
      const ports: number[] = [];
      for (const word of ['one', 'two', 'three']) {
        const letter = receive(server);
        await send(client, word, addressOf(server));
        ports.push((await letter).sender.port);
      }
      const { address, port } = client.address();
      expect(address).toBe('0.0.0.0');
      expect(ports).toEqual([port, port, port]);
    });

    test('keeps the ports of UDP and TCP apart', async () => {
      const listener = createServer((connection) => connection.end('from TCP'));
      onTestFinished(() => void listener.close());
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const place = listener.address();
      const port = typeof place === 'object' && place ? place.port : 0;
      const socket = await openSocket('127.0.0.1', undefined, port);
      expect(socket.address().port).toBe(port);
      socket.on('message', (_, sender) => socket.send('from UDP', sender.port, sender.address));
      expect((await ask(addressOf(socket), 'hello')).toString()).toBe('from UDP');
    });

    test('can be reached at every IPv4 address when it is bound to none', async (context) => {
      await needs(context, 'linux');
      const socket = createSocket('udp4').bind(0);
      onTestFinished(() => void socket.close());
      await once(socket, 'listening');
      const { address, port } = socket.address();
      expect(address).toBe('0.0.0.0');
      const letters = inbox(socket, 2);
      const sender = await openSocket();
      await send(sender, 'here', { host: '127.0.0.1', port });
      await send(sender, 'there', { host: '127.0.0.2', port });
      expect((await letters).map(({ bytes }) => bytes.toString())).toEqual(['here', 'there']);
    });

    test('finds that the empty address of Python is 0.0.0.0', async (context) => {
      await needs(context, 'python3');
      const bind = 'import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(("", 0))';
      const { output } = await start(['python3', '-c', `${bind}; print(s.getsockname()[0])`]).ended;
      expect(output).toBe('0.0.0.0\n');
    });

    test('refuses the ports 0 and 65,536 at once', () => {
      const socket = createSocket('udp4');
      onTestFinished(() => void socket.close());
      for (const port of [0, 65_536]) {
        expect(() => socket.send('hello', port, '127.0.0.1')).toThrow(
          expect.objectContaining({ code: 'ERR_SOCKET_BAD_PORT' }),
        );
      }
    });
  });

  describe('a datagram', () => {
    test('brings the address and port of its sender', async () => {
      const server = await openSocket();
      const client = await openSocket();
      const letter = receive(server);
      await send(client, 'hello', addressOf(server));
      const { address, port } = (await letter).sender;
      expect({ host: address, port }).toEqual(addressOf(client));
    });

    test('keeps two datagrams apart', async () => {
      const server = await openSocket();
      const client = await openSocket();
      const letters = inbox(server, 3);
      for (const word of ['a', 'bb', 'ccc']) await send(client, word, addressOf(server));
      expect((await letters).map(({ bytes }) => bytes.toString())).toEqual(['a', 'bb', 'ccc']);
    });

    test('delivers an empty datagram as a message of length 0', async () => {
      const server = await openSocket();
      const letter = receive(server);
      await send(await openSocket(), '', addressOf(server));
      expect((await letter).bytes).toEqual(Buffer.alloc(0));
    });

    test('keeps the order of datagrams on loopback', async () => {
      const server = await openSocket();
      const client = await openSocket();
      const letters = inbox(server, 200);
      const numbers = Array.from({ length: 200 }, (_, index) => String(index));
      for (const number of numbers) await send(client, number, addressOf(server));
      expect((await letters).map(({ bytes }) => bytes.toString())).toEqual(numbers);
    });

    test('reports a datagram to nobody as sent', async () => {
      const { host, port } = await refusingAddress();
      const sender = startListing(`${SLUG}/sender.ts`, [host, String(port), 'hello']);
      const output = expect.stringMatching(/^sent from port \d+\n$/);
      expect(await sender.ended).toEqual({ code: 0, output, errors: '' });
    });

    test('sends no packet to connect or to close', async (context) => {
      const counted = await inOwnNetwork(context, 'counted-packets.js');
      expect(counted).toMatch(/^connect 0\nsend 5 bytes 1\n.*\nclose 0\n$/);
    });
  });

  describe('one socket', () => {
    test('serves fifty clients with one socket', async () => {
      const server = await startServer(`${SLUG}/tally.ts`);
      const { pid = 0 } = server.program;
      const clients = await Promise.all(Array.from({ length: 50 }, () => openSocket()));
      for (const count of ['1', '2']) {
        const replies = clients.map(async (client) => {
          const letter = receive(client);
          await send(client, 'my turn', server);
          return await letter;
        });
        const letters = await Promise.all(replies);
        expect(letters.map(({ bytes }) => bytes.toString())).toEqual(clients.map(() => count));
        expect(new Set(letters.map(({ sender }) => sender.port))).toEqual(new Set([server.port]));
      }
      if (process.platform === 'linux') expect(socketsOf(pid).udp).toBe(1);
      const counted = await server.program.until('100 lines', ({ output }) => {
        const lines = output.match(/^"my turn" is number [12] from .*$/gm) ?? [];
        return lines.length >= 100 ? lines : undefined;
      });
      expect(new Set(counted).size).toBe(100);
    });

    test('tells two clients with the same port apart by their addresses', async (context) => {
      await needs(context, 'linux');
      const server = await startServer(`${SLUG}/tally.ts`, { HOST: '0.0.0.0' });
      const [near, far] = await socketsOfOnePort();
      const seen: string[] = [];
      for (const socket of [near, far, near]) {
        const reply = await exchange(socket, 'hello', { ...server, host: '127.0.0.1' });
        seen.push(reply.toString());
      }
      expect(seen).toEqual(['1', '1', '2']);
    });
  });

  describe('who is not listening', () => {
    test('loses what comes before anybody listens for messages', async () => {
      const { output } = await startListing(`${SLUG}/late.ts`).ended;
      expect(output).toBe('heard "late"\n');
    });

    test('finds what came while it was frozen', async (context) => {
      await needs(context, 'linux');
      const server = await startServer(`${SLUG}/receiver.ts`);
      const client = await openSocket();
      const { pid = 0 } = server.program;
      await freeze(pid);
      for (const word of ['one', 'two', 'three']) await send(client, word, server);
      expect([isFrozen(pid), waitingBytes(server.port) > 0]).toEqual([true, true]);
      thaw(pid);
      const { host, port } = addressOf(client);
      const lines = ['one', 'two', 'three'].map((word) => `"${word}" from ${host}:${port}`);
      expect(await linesOf(server, 3)).toEqual(lines);
    });
  });
});

describe('bad-road', () => {
  test('swaps, doubles and loses', async () => {
    const server = await startServer(`${SLUG}/receiver.ts`);
    const { host, port } = server;
    const road = startListing(`${SLUG}/bad-road.ts`, [host, String(port), '1', '2', '3', '4', '5']);
    expect((await road.ended).code).toBe(0);
    const words = (await linesOf(server, 5)).map((line) => /^"(.*)" from /.exec(line)?.[1]);
    expect(words).toEqual(['1', '3', '2', '4', '4']);
  });
});

/** Two sockets on one port, one at 127.0.0.1 and one at 127.0.0.2. */
async function socketsOfOnePort(): Promise<readonly [Socket, Socket]> {
  const near = await openSocket();
  return [near, await openSocket('127.0.0.2', undefined, near.address().port)];
}

/** What a receiver has printed of datagrams, once there are so many. */
async function linesOf({ program }: Server, count: number): Promise<readonly string[]> {
  return await program.until(`${count} lines`, ({ output }) => {
    const lines = output.match(/^".*" from 127\.0\.0\.1:\d+$/gm) ?? [];
    return lines.length >= count ? lines : undefined;
  });
}
