import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import {
  connect,
  createServer,
  type Server as TcpServer,
  type Socket as Connection,
} from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRelay } from '../../code/06-side-by-side/relay.ts';
import { quietPort } from '../../tools/system/loopback.ts';
import { nodeCommand } from '../../tools/system/node.ts';
import type { Program } from '../../tools/system/program.ts';
import { connectTo } from '../support/connection.ts';
import {
  addressOf,
  ask,
  errorsOf,
  exchange,
  openConnected,
  openSocket,
  receive,
  send,
  waitingBytes,
} from '../support/datagrams.ts';
import { needs } from '../support/needs.ts';
import { type Address, listening, start, startListing } from '../support/programs.ts';
import { socketsOf } from '../support/sockets-of.ts';
import { unreadBytes, untilTrue } from '../support/tcp-table.ts';
import { isAsleep } from '../support/waiting.ts';

const SLUG = '06-side-by-side';
const HELLO = 'udp: HELLO\ntcp: HELLO\n';

describe('claims', () => {
  describe('calls', () => {
    test('keeps the ports of UDP and of TCP apart', async () => {
      const port = await quietPort();
      const udp = await openSocket('127.0.0.1', { type: 'udp4' }, port);
      const tcp = await openServer('127.0.0.1', port);
      expect([udp.address().port, portOf(tcp)]).toEqual([port, port]);
      const taken = { code: 'EADDRINUSE' };
      await expect(openSocket('127.0.0.1', { type: 'udp4' }, port)).rejects.toMatchObject(taken);
      await expect(openServer('127.0.0.1', port)).rejects.toMatchObject(taken);
    });

    test('lets each client talk with each server', async (context) => {
      await needs(context, 'python3');
      for (const server of [await startServer(), await startPythonServer()]) {
        const args = [server.host, `${server.port}`];
        expect((await startListing(`${SLUG}/client.ts`, args).ended).output).toBe(HELLO);
        expect((await startPython('client.py', args).ended).output).toBe(HELLO);
      }
    });

    test('the Python server answers over TCP only after a datagram', async (context) => {
      await needs(context, 'linux');
      await needs(context, 'python3');
      const server = await startPythonServer();
      const hasty = await connectTo(server);
      await hasty.send('hello');
      await untilTrue('five bytes wait and the server sleeps', () => {
        const unread = unreadBytes(server.port, hasty.port);
        return unread === 5 && isAsleep(server.program.pid ?? 0);
      });
      expect(hasty.text).toBe('');
      expect(await ask(server, 'first')).toEqual(Buffer.from('FIRST'));
      expect(await hasty.bytes(5)).toBe('HELLO');
    });

    test('makes these system calls in Python and in Node', async (context) => {
      await needs(context, 'linux');
      await needs(context, 'python3');
      await needs(context, 'strace');
      const python = (name: string) => ['python3', fileOf(name)] as const;
      const node = (name: string) => nodeCommand(fileOf(name));
      expect(await systemCalls(python('server.py'), python('client.py'))).toEqual([
        beginning(
          'socket bind socket setsockopt bind listen recvfrom sendto accept recvfrom sendto',
        ),
        'socket sendto recvfrom close socket connect sendto recvfrom close',
      ]);
      expect(await systemCalls(node('server.ts'), node('client.ts'))).toEqual([
        beginning('socket setsockopt bind listen socket bind recvmsg sendmsg accept read write'),
        'socket bind sendmsg recvmsg close socket connect write read shutdown read close',
      ]);
    });

    test('Python’s send may take a part, sendall takes all', async (context) => {
      await needs(context, 'python3');
      const program = start(['python3', '-c', SEND_AND_SENDALL]);
      expect((await program.ended).output).toBe('a part\nall\n');
    });

    test('write takes all, says false, and tells when its queue is empty', async () => {
      const server = await openServer();
      const arrival = once(server, 'connection');
      const client = openConnection(portOf(server));
      const [connection] = (await arrival) as [Connection];
      const lengthBytes = 64_000_000;
      expect(client.write(Buffer.alloc(lengthBytes))).toBe(false);
      expect(client.writableLength).toBeGreaterThan(0);
      let received = 0;
      connection.on('data', (piece) => (received += piece.length));
      await once(client, 'drain');
      expect(client.writableLength).toBe(0);
      client.end();
      await once(connection, 'end');
      expect(received).toBe(lengthBytes);
    });

    test('a small number loses bytes of a datagram and none of a stream', async (context) => {
      await needs(context, 'linux');
      await needs(context, 'python3');
      const program = start(['python3', '-c', SMALL_NUMBERS]);
      expect((await program.ended).output).toBe('udp: 2048 of 3000, then 4\ntcp: 3000 of 3000\n');
    });

    test('listens to both families over TCP and to one with udp4', async (context) => {
      await needs(context, 'linux');
      if (!hasIpv6()) context.skip('needs ::1, which this machine lacks');
      const tcp = createServer().listen(0);
      onTestFinished(() => void tcp.close());
      await once(tcp, 'listening');
      expect(tcp.address()).toMatchObject({ address: '::', family: 'IPv6' });
      for (const host of ['127.0.0.1', '::1']) await connectTo({ host, port: portOf(tcp) });

      const udp = createSocket('udp4').bind(0);
      onTestFinished(() => void udp.close());
      await once(udp, 'listening');
      const { address, port } = udp.address();
      expect(address).toBe('0.0.0.0');
      const heard = receive(udp);
      await send(await openSocket(), 'by IPv4', { host: '127.0.0.1', port });
      expect((await heard).bytes.toString()).toBe('by IPv4');
      const stranger = await openSocket('::1');
      stranger.connect(port, '::1');
      await once(stranger, 'connect');
      await send(stranger, 'by IPv6');
      const [error] = (await once(stranger, 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ECONNREFUSED');
    });
  });

  describe('behaviour', () => {
    test('keeps each send apart over UDP, the empty one too', async () => {
      const receiver = await openSocket();
      const sender = await openConnected(addressOf(receiver));
      const messages = collect(receiver, 3);
      for (const text of ['a', '', 'ccc']) await send(sender, text);
      expect(await messages).toEqual(['a', '', 'ccc']);
    });

    test('keeps only bytes and their order over TCP', async () => {
      const texts = ['one', '', 'two', 'three'];
      const stream = streamOf((client) => texts.forEach((text) => client.write(text)));
      expect(await stream).toBe('onetwothree');
      expect(await streamOf((client) => client.write(''))).toBe('');
    });

    test('delivers datagrams and bytes in order on loopback', async () => {
      const numbers = Array.from({ length: 200 }, (_, index) => `${index},`);
      const receiver = await openSocket();
      const sender = await openConnected(addressOf(receiver));
      const messages = collect(receiver, numbers.length);
      for (const number of numbers) sender.send(number);
      expect(await messages).toEqual(numbers);
      const stream = streamOf((client) => numbers.forEach((number) => client.write(number)));
      expect(await stream).toBe(numbers.join(''));
    });

    test('tells TCP at once of a closed port, connected UDP later and plain UDP never', async (context) => {
      await needs(context, 'linux');
      const port = await quietPort();
      const { output, code } = await startListing(`${SLUG}/closed.ts`, ['127.0.0.1', `${port}`])
        .ended;
      expect(output.split('\n')).toEqual([
        'udp: sent',
        'udp, connected: recvmsg ECONNREFUSED',
        `tcp: connect ECONNREFUSED 127.0.0.1:${port}`,
        'udp since then: nothing',
        '',
      ]);
      expect(code).toBe(0);
    });

    test('drops a datagram before there is a listener and keeps the bytes of a connection', async (context) => {
      await needs(context, 'linux');
      const udp = await openSocket();
      const sender = await openConnected(addressOf(udp));
      sender.send('early');
      // While this loop runs Node reads nothing, so the datagram is seen to wait.
      const limit = Date.now() + 30_000;
      while (waitingBytes(udp.address().port) === 0) expect(Date.now()).toBeLessThan(limit);
      await untilTrue('Node has taken the datagram', () => waitingBytes(udp.address().port) === 0);
      const message = receive(udp);
      await send(sender, 'late');
      expect((await message).bytes.toString()).toBe('late');

      const server = await openServer();
      const arrival = once(server, 'connection');
      const client = openConnection(portOf(server));
      const [connection] = (await arrival) as [Connection];
      client.write('early');
      await untilTrue('Node has read ahead', () => connection.readableLength === 5);
      const [piece] = (await once(connection, 'data')) as [Buffer];
      expect(piece.toString()).toBe('early');
    });

    test('Python finds the datagram that came before it looked', async (context) => {
      await needs(context, 'python3');
      const program = start(['python3', '-c', EARLY_DATAGRAM]);
      expect((await program.ended).output).toBe('early late\n');
    });

    test('answers about 64 % where a fifth is lost each way', async () => {
      const server = await startServer();
      const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
      const answers: number[] = [];
      for (const seed of seeds) answers.push(await survey(server, seed));
      expect(answers.slice(0, 2)).toEqual([62, 77]);
      const all = answers.reduce((sum, count) => sum + count);
      expect(all).toBeGreaterThan(580);
      expect(all).toBeLessThan(700);
      expect(await survey(server, 1)).toBe(62);
    });

    test('holds one socket for all over UDP, one and one a client over TCP', async (context) => {
      await needs(context, 'linux');
      const server = await startServer();
      expect(socketsOf(server.program.pid)).toEqual({ udp: 1, tcp: 1 });
      for (let client = 0; client < 20; client += 1) {
        expect(await ask(server, 'hello')).toEqual(Buffer.from('HELLO'));
      }
      expect(socketsOf(server.program.pid)).toEqual({ udp: 1, tcp: 1 });
      for (let client = 0; client < 20; client += 1) {
        const connection = await connectTo(server);
        await connection.send('hello');
        expect(await connection.bytes(5)).toBe('HELLO');
      }
      expect(socketsOf(server.program.pid)).toEqual({ udp: 1, tcp: 21 });
    });

    test('hears the end of a connection and nothing of a UDP socket that is closed', async () => {
      const udp = await openSocket();
      const heard = collect(udp, 2);
      const leaving = await openConnected(addressOf(udp));
      await send(leaving, 'hello');
      leaving.close();
      await once(leaving, 'close');
      await send(await openSocket(), 'somebody else', addressOf(udp));
      expect(await heard).toEqual(['hello', 'somebody else']);

      const server = await openServer();
      const arrival = once(server, 'connection');
      const client = openConnection(portOf(server));
      const [connection] = (await arrival) as [Connection];
      connection.resume();
      client.end();
      await once(connection, 'end');
    });

    test('answers from another address than was asked over UDP, never over TCP', async (context) => {
      await needs(context, 'linux');
      const { port } = await startServer({ HOST: '0.0.0.0' });
      const asked = { host: '127.0.0.2', port };
      const client = await openSocket();
      const reply = receive(client);
      await send(client, 'hello', asked);
      expect((await reply).sender.address).toBe('127.0.0.1');

      const connected = await openConnected(asked);
      const messages: string[] = [];
      connected.on('message', (text) => messages.push(text.toString()));
      await send(connected, 'hello');
      expect((await exchange(client, 'after', asked)).toString()).toBe('AFTER');
      expect(messages).toEqual([]);

      const connection = await connectTo(asked);
      await connection.send('hello');
      expect(await connection.bytes(5)).toBe('HELLO');
      expect(connection.socket.remoteAddress).toBe('127.0.0.2');
    });
  });

  describe('cost', () => {
    test('costs several times a datagram to connect for each question', async () => {
      const { udp, anew } = await ratios();
      expect(udp).toBe(1);
      expect(anew).toBeGreaterThan(2);
    });

    test('is answered over an open connection about as fast as over UDP', async () => {
      const { open } = await ratios();
      expect(open).toBeGreaterThan(0);
      expect(open).toBeLessThan(1.5);
    });
  });
});

describe('boundaries', () => {
  test('tells messages and bytes that came back', async () => {
    const { host, port } = await startServer();
    const args = [host, `${port}`, 'one', '', 'two', 'three'];
    const { output } = await startListing(`${SLUG}/boundaries.ts`, args).ended;
    expect(output.split('\n')).toEqual([
      'udp: 4 sends, 4 replies: "ONE" "" "TWO" "THREE"',
      'tcp: 4 writes, 11 bytes back: "ONETWOTHREE"',
      '',
    ]);
  });
});

describe('server', () => {
  test('goes on after a client that resets its connection', async () => {
    const server = await startServer();
    const { socket } = await connectTo(server);
    socket.resetAndDestroy();
    await server.program.until('word of the reset', ({ errors }) => errors || undefined);
    expect(await ask(server, 'hello')).toEqual(Buffer.from('HELLO'));
    const connection = await connectTo(server);
    expect(await connection.finish('hello')).toBe('HELLO');
  });
});

const SEND_AND_SENDALL = `
import threading
from socket import AF_INET, SOCK_STREAM, socket

def drain(connection):
    global received
    while piece := connection.recv(1 << 20):
        received += len(piece)

received = 0
text = bytes(64_000_000)
listener = socket(AF_INET, SOCK_STREAM)
listener.bind(("127.0.0.1", 0))
listener.listen()
client = socket(AF_INET, SOCK_STREAM)
client.settimeout(30)
client.connect(listener.getsockname())
connection, _ = listener.accept()
taken = client.send(text)
print("a part" if 0 < taken < len(text) else "all")
reader = threading.Thread(target=drain, args=[connection])
reader.start()
client.sendall(text[taken:])
client.close()
reader.join()
print("all" if received == len(text) else "a part")
`;

const SMALL_NUMBERS = `
from socket import AF_INET, SOCK_DGRAM, SOCK_STREAM, socket

receiver = socket(AF_INET, SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
sender = socket(AF_INET, SOCK_DGRAM)
sender.sendto(bytes(3000), receiver.getsockname())
sender.sendto(b"next", receiver.getsockname())
first, _ = receiver.recvfrom(2048)
second, _ = receiver.recvfrom(2048)
print(f"udp: {len(first)} of 3000, then {len(second)}")

listener = socket(AF_INET, SOCK_STREAM)
listener.bind(("127.0.0.1", 0))
listener.listen()
client = socket(AF_INET, SOCK_STREAM)
client.connect(listener.getsockname())
connection, _ = listener.accept()
client.sendall(bytes(3000))
client.close()
received = 0
while piece := connection.recv(1024):
    received += len(piece)
print(f"tcp: {received} of 3000")
`;

const EARLY_DATAGRAM = `
from socket import AF_INET, SOCK_DGRAM, socket

receiver = socket(AF_INET, SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
sender = socket(AF_INET, SOCK_DGRAM)
sender.sendto(b"early", receiver.getsockname())
sender.sendto(b"late", receiver.getsockname())
print(receiver.recv(2048).decode(), receiver.recv(2048).decode())
`;

function fileOf(name: string): string {
  return fileURLToPath(new URL(`../../code/${SLUG}/${name}`, import.meta.url));
}

/** Both transports need the same number, so it can't be 0. */
async function startServer(env: Readonly<Record<string, string>> = {}) {
  const PORT = `${await quietPort()}`;
  const program = startListing(`${SLUG}/server.ts`, [], { HOST: '127.0.0.1', PORT, ...env });
  await program.line(/^listening on tcp /);
  return await listening(program);
}

async function startPythonServer() {
  const program = startPython('server.py', [`${await quietPort()}`]);
  await program.line(/^listening on tcp /);
  return await listening(program);
}

function startPython(name: string, args: readonly string[]): Program {
  return start(['python3', fileOf(name), ...args]);
}

/** A TCP server in this process; it and its connections are gone when the test is over. */
async function openServer(host = '127.0.0.1', port = 0): Promise<TcpServer> {
  const server = createServer();
  server.on('connection', (connection) => onTestFinished(() => void connection.destroy()));
  onTestFinished(() => void server.close());
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

function portOf(server: TcpServer): number {
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('not a TCP server');
  return place.port;
}

function openConnection(port: number): Connection {
  const client = connect(port, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  return client;
}

/** The texts of the next so many datagrams. */
async function collect(socket: Socket, count: number): Promise<readonly string[]> {
  const texts: string[] = [];
  return await new Promise((resolve) => {
    socket.on('message', (text) => {
      if (texts.push(text.toString()) === count) resolve(texts);
    });
  });
}

/** All that a server in this process gets from a client that writes and ends. */
async function streamOf(write: (client: Connection) => void): Promise<string> {
  const server = await openServer();
  const arrival = once(server, 'connection');
  const client = openConnection(portOf(server));
  write(client);
  client.end();
  const [connection] = (await arrival) as [Connection];
  let stream = '';
  for await (const piece of connection) stream += piece;
  return stream;
}

/** How many of a hundred questions are answered through the relay; an empty one marks the end. */
async function survey({ host, port }: Address, seed: number): Promise<number> {
  const relay = await openRelay(host, port, seed);
  const socket = await openConnected({ host: '127.0.0.1', port: relay.port });
  const errors = errorsOf(socket);
  let answers = 0;
  for (let question = 0; question < 100; question += 1) socket.send(`${question}`);
  socket.send('');
  for (;;) {
    const { bytes } = await receive(socket);
    if (bytes.length === 0) break;
    answers += 1;
  }
  relay.close();
  expect(errors).toEqual([]);
  return answers;
}

/** The medians that one run of `compare.ts` prints, as ratios to that of plain UDP. */
async function ratios() {
  measured ??= measure();
  return await measured;
}

let measured: ReturnType<typeof measure> | undefined;

async function measure() {
  const { output, code } = await startListing(`${SLUG}/compare.ts`).ended;
  expect(code).toBe(0);
  const ratio = (name: string) => Number(new RegExp(`^${name} +([\\d.]+)$`, 'm').exec(output)?.[1]);
  return {
    udp: ratio('UDP'),
    open: ratio('TCP, one connection for all'),
    anew: ratio('TCP, a connection each time'),
  };
}

type Command = readonly [string, ...string[]];

/** The system calls on IPv4 sockets that a server makes for one client, and that client. */
async function systemCalls(server: Command, client: Command): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = `${await quietPort()}`;
  const trace = (log: string) =>
    ['strace', '-yy', '-o', join(folder, log), '-e', 'trace=%network,read,write,close'] as const;
  const env = { PORT: port, HOST: '127.0.0.1' };
  const serving = start([...trace('server'), ...server, port], { env });
  await serving.line(/^listening on tcp /);
  const asking = start([...trace('client'), ...client, '127.0.0.1', port], { env });
  expect((await asking.ended).output).toBe(HELLO);
  await serving.end();
  return ['server', 'client'].map((log) => callsIn(readFileSync(join(folder, log), 'utf8')));
}

/**
 * What was done to TCP and UDP sockets, which `strace -yy` marks: `read(33<TCP:[…]>`. Left out are calls that
 * found nothing to read yet, and questions about the socket itself.
 */
function callsIn(log: string): string {
  return log
    .split('\n')
    .filter((line) => /^(?:socket\(AF_INET,|\w+\(\d+<(?:TCP|UDP))/.test(line))
    .filter((line) => !/^getsock|EAGAIN/.test(line))
    .map((line) => line.replace(/4?\(.*/, ''))
    .join(' ');
}

/** A server is stopped when its client has what it wants, whatever it was about to do next. */
function beginning(calls: string): unknown {
  return expect.stringMatching(new RegExp(`^${calls}(?: |$)`));
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  );
}
