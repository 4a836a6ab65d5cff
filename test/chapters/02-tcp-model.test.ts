import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectTo } from '../support/connection.ts';
import { needs } from '../support/needs.ts';
import { inOwnNetwork } from '../support/own-network.ts';
import { start, startListing, startServer } from '../support/programs.ts';
import { socketsOf } from '../support/sockets-of.ts';
import { standInServer } from '../support/stand-in-server.ts';
import { unreadBytes, untilTrue } from '../support/tcp-table.ts';
import { isAsleep } from '../support/waiting.ts';

const SLUG = '02-tcp-model';

describe('claims', () => {
  describe('the stream', () => {
    test('brings twenty million bytes in their order, each once', async () => {
      const sent = Buffer.alloc(20_000_000);
      for (let at = 0; at < sent.length; at += 4) sent.writeUInt32BE(at, at);
      const { host, port } = await standInServer((connection) => connection.end(sent));
      const pieces: Buffer[] = [];
      const client = connect(port, host).on('data', (bytes) => pieces.push(bytes));
      await once(client, 'close');
      expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    });

    test('gives no sign of where one write ended', async () => {
      const heard: string[] = [];
      for (const words of [['on', 'etwo'], ['onetwo'], ['one', '', 'two']]) {
        const { said, connection } = await listener();
        for (const word of words) connection.write(word);
        connection.end();
        heard.push(await said);
      }
      expect(heard).toEqual(['onetwo', 'onetwo', 'onetwo']);
    });

    test('sends nothing for an empty write', async () => {
      let events = 0;
      const { said, connection } = await listener(() => (events += 1));
      await written(connection, '');
      await written(connection, Buffer.alloc(0));
      connection.end();
      expect(await said).toBe('');
      expect(events).toBe(0);
    });

    test('cuts one write into several pieces', async () => {
      const { output } = await startListing(`${SLUG}/pieces.ts`).ended;
      const [, pieces] = /^1 write, (\d+) pieces, 1000000 bytes\n$/.exec(output) ?? [];
      expect(Number(pieces)).toBeGreaterThan(1);
    });

    test('gives a Python program between one byte and as many as it asked for', async (context) => {
      await needs(context, 'python3');
      const { host, port } = await standInServer((connection) => connection.end('x'.repeat(3000)));
      const lines = [
        'import socket, sys',
        's = socket.create_connection((sys.argv[1], int(sys.argv[2])))',
        'sizes = []',
        'while data := s.recv(1024): sizes.append(len(data))',
        'print(min(sizes), max(sizes), sum(sizes))',
      ];
      const { output } = await start(['python3', '-c', lines.join('\n'), host, String(port)]).ended;
      const [least = 0, most, total] = output.split(' ').map(Number);
      expect(least).toBeGreaterThan(0);
      expect([most, total]).toEqual([1024, 3000]);
    });

    test('keeps what comes before anybody listens for data', async () => {
      const { host, port } = await standInServer((connection) => connection.end('early'));
      const client = connect(port, host);
      onTestFinished(() => void client.destroy());
      await untilTrue('the bytes have come', () => client.bytesRead === 5);
      let heard = '';
      client.on('data', (bytes) => (heard += bytes));
      await once(client, 'close');
      expect(heard).toBe('early');
    });
  });

  describe('the four numbers', () => {
    test('keeps all connections at the port of the listening socket', async () => {
      const ends: Socket[] = [];
      const server = await standInServer((connection) => ends.push(connection));
      const clients = [await connectTo(server), await connectTo(server), await connectTo(server)];
      for (const client of clients) await client.send('hello');
      while (ends.length < 3) await once(server.server, 'connection');
      expect(ends.map(({ localPort }) => localPort)).toEqual(clients.map(() => server.port));
      const remote = new Set(ends.map(({ remotePort }) => remotePort));
      expect(remote).toEqual(new Set(clients.map(({ port }) => port)));
      expect(remote.size).toBe(3);
    });

    test('closes a connection once, in whatever way it ends', async () => {
      for (const events of Object.values(await waysToEnd())) {
        expect(events.filter((event) => event === 'close')).toEqual(['close']);
        expect(events.at(-1)).toBe('close');
      }
    });

    test('has no number of a connection that is closed', async () => {
      const { client, end } = await bothEnds();
      end.resume();
      client.end();
      await once(end, 'close');
      const { remoteAddress, remotePort, localAddress, localPort } = end;
      expect([remoteAddress, remotePort, localAddress, localPort]).toEqual(
        Array(4).fill(undefined),
      );
    });

    test('keeps the client’s numbers for whoever has asked before', async () => {
      const { client, end } = await bothEnds();
      const { remoteAddress, remotePort } = end;
      expect([remoteAddress, remotePort]).toEqual(['127.0.0.1', client.localPort]);
      end.resume();
      client.end();
      await once(end, 'close');
      expect([end.remoteAddress, end.remotePort]).toEqual([remoteAddress, remotePort]);
      expect([end.localAddress, end.localPort]).toEqual([undefined, undefined]);
    });

    test('stays open as long as nobody takes what came before the end', async () => {
      const { client, end } = await bothEnds();
      const events: string[] = [];
      end.on('end', () => events.push('end')).on('close', () => events.push('close'));
      end.end();
      client.end('unread');
      await untilTrue('the bytes have come', () => end.bytesRead === 6);
      for (let count = 0; count < 20; count += 1) await bothEnds();
      expect(events).toEqual([]);
      end.resume();
      await once(end, 'close');
      expect(events).toEqual(['end', 'close']);
    });

    test('has room for the same four numbers once', async () => {
      const { output } = await startListing(`${SLUG}/same-numbers.ts`).ended;
      expect(output.trimEnd().split('\n')).toEqual([
        'from port 12001 to the first: connected',
        'from port 12001 to the second: connected',
        expect.stringMatching(/^from port 12001 to the first: EADDR(NOTAVAIL|INUSE)$/),
      ]);
    });

    test('holds one socket more than it has clients', async (context) => {
      await needs(context, 'linux');
      const server = await startServer(`${SLUG}/door.ts`);
      const { pid = 0 } = server.program;
      expect(socketsOf(pid).tcp).toBe(1);
      const clients = await Promise.all(Array.from({ length: 50 }, () => connectTo(server)));
      await server.program.until('50 visitors', ({ output }) => {
        return (output.match(/ is at /g) ?? []).length === clients.length || undefined;
      });
      expect(socketsOf(pid).tcp).toBe(51);
    });
  });

  describe('promises', () => {
    test('connects a client while the server program is busy', async (context) => {
      await needs(context, 'linux');
      const server = await startServer(`${SLUG}/busy-door.ts`);
      const client = await connectTo(server);
      await client.send('hello');
      const { pid = 0 } = server.program;
      await untilTrue('the server sleeps', () => isAsleep(pid));
      expect(unreadBytes(server.port, client.port)).toBe(5);
      expect(server.program.output).not.toContain(' is at ');
      server.program.type('\n');
      await server.program.line(new RegExp(`${client.port} is at 127\\.0\\.0\\.1:${server.port}$`));
      const { port } = client;
      await client.finish();
      await server.program.line(new RegExp(`^${port} said "hello"$`));
    });

    test('reports a write that nobody ever reads as done', async (context) => {
      await needs(context, 'linux');
      const server = await startServer(`${SLUG}/busy-door.ts`);
      const client = startListing(`${SLUG}/order.ts`, [server.host, String(server.port), 'boxes']);
      await client.line(/^delivered: "boxes"$/);
      await server.program.stop();
      await client.line(/^then: read ECONNRESET$/);
    });

    test('lets the server speak first', async () => {
      const server = await standInServer((connection) => {
        connection.write('who is there?');
        connection.on('data', (bytes) => connection.end(`hello, ${bytes}`));
      });
      const client = await connectTo(server);
      expect(await client.bytes(13)).toBe('who is there?');
      expect(await client.finish('Anna')).toBe('who is there?hello, Anna');
    });

    test('brings the end after the last byte', async () => {
      const { host, port } = await standInServer((connection) => connection.end('x'.repeat(1e6)));
      let received = 0;
      const client = connect(port, host).on('data', (bytes) => (received += bytes.length));
      onTestFinished(() => void client.destroy());
      await once(client, 'end');
      expect(received).toBe(1e6);
    });

    test('tells of an end, of an error, or of neither before it closes', async () => {
      expect(await waysToEnd()).toEqual({
        'the peer ends': ['end', 'close'],
        'the peer breaks off': ['error', 'close'],
        'we break off': ['close'],
      });
    });

    test('ends a program that takes no error of its connection', async () => {
      const { program, ...at } = await startServer(`${SLUG}/door.ts`);
      const client = await connectTo(at);
      await program.line(new RegExp(`:${client.port} is at`));
      client.socket.resetAndDestroy();
      const { code, errors } = await program.ended;
      expect(code).toBe(1);
      expect(errors).toMatch(/ECONNRESET/);
    });

    test('notices nothing when the network between both ends is gone', async (context) => {
      const established = '01 timer 00';
      const retransmitting = '01 timer 01';
      expect(await inOwnNetwork(context, 'cut-wire.js')).toBe(
        `silent: ${established}, ${established}\n` +
          `behind a write: ${established}, ${retransmitting}\n`,
      );
    });
  });
});

describe('door', () => {
  test('joins the pieces of what a client said', async (context) => {
    await needs(context, 'linux');
    const server = await startServer(`${SLUG}/door.ts`);
    const client = await connectTo(server);
    const { port } = client;
    await client.send('on');
    await untilTrue('the first piece is read', () => unreadBytes(server.port, port) === 0);
    await client.finish('etwo');
    await server.program.line(new RegExp(`^${port} said "onetwo"$`));
  });
});

/** A connection to a server that listens, and all that it hears until the end. */
async function listener(
  onData: () => void = () => {},
): Promise<{ readonly said: Promise<string>; readonly connection: Socket }> {
  let hear: (said: string) => void;
  const said = new Promise<string>((resolve) => (hear = resolve));
  const server = await standInServer((connection) => {
    let text = '';
    connection.on('data', (bytes) => {
      text += bytes;
      onData();
    });
    connection.on('end', () => hear(text));
  });
  return { said, connection: (await connectTo(server)).socket };
}

async function written(connection: Socket, bytes: string | Buffer): Promise<void> {
  await new Promise<void>((resolve) => connection.write(bytes, () => resolve()));
}

/** The events at the server's end of a connection, by the way in which it ends. */
async function waysToEnd(): Promise<Readonly<Record<string, readonly string[]>>> {
  const ways: Readonly<Record<string, (client: Socket, end: Socket) => void>> = {
    'the peer ends': (client) => client.end(),
    'the peer breaks off': (client) => client.resetAndDestroy(),
    'we break off': (_, end) => end.destroy(),
  };
  const seen: Record<string, readonly string[]> = {};
  for (const [way, part] of Object.entries(ways)) {
    const { client, end } = await bothEnds();
    const events: string[] = [];
    for (const event of ['end', 'error', 'close']) end.on(event, () => events.push(event));
    const closed = new Promise((resolve) => end.once('close', resolve));
    end.resume();
    part(client, end);
    await closed;
    await bothEnds(); // a clock: time in which a second event would have come
    seen[way] = events;
  }
  return seen;
}

/** A connection with its two ends: the client's, and the server's, which nobody has asked for anything. */
async function bothEnds(): Promise<{ readonly client: Socket; readonly end: Socket }> {
  const server = createServer();
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  const port = typeof place === 'object' && place ? place.port : 0;
  const came = once(server, 'connection');
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => client.destroy());
  await once(client, 'connect');
  const [end] = (await came) as [Socket];
  onTestFinished(() => {
    client.destroy();
    end.destroy();
  });
  return { client, end };
}
