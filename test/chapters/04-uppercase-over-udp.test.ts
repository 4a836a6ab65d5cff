import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { TestContext } from 'vitest';
import { nodeCommand } from '../../tools/system/node.ts';
import { type Ending, Program } from '../../tools/system/program.ts';
import {
  addressOf,
  ask,
  dropsOf,
  errorsOf,
  exchange,
  openConnected,
  openSocket,
  receive,
  refusingAddress,
  send,
} from '../support/datagrams.ts';
import { needs } from '../support/needs.ts';
import { inOwnNetwork } from '../support/own-network.ts';
import {
  type Address,
  listening,
  type Server,
  start,
  startListing,
  startServer,
} from '../support/programs.ts';
import { COUNTING_TIMERS, timersOf } from '../support/waiting.ts';

const SLUG = '04-uppercase-over-udp';
const SERVERS = ['server', 'sturdy-server'];
const CLIENTS = ['client', 'patient-client'];
const GREEK = '\u0390';

/** One plain server for all tests that only ask it something. */
let plainServer: Server;
beforeAll(async () => {
  const program = new Program(nodeCommand(fileOf('server')), { env: { PORT: '0', HOST: '' } });
  plainServer = await listening(program);
  return async () => void (await program.stop());
});

describe('claims', () => {
  test('hears at one address by default and at all with 0.0.0.0', async (context) => {
    await needs(context, 'linux');
    const closed = await startServer(`${SLUG}/server.ts`, { HOST: undefined });
    expect(closed.host).toBe('127.0.0.1');
    const outside = await openConnected({ host: '127.0.0.2', port: closed.port });
    expect(await refusal(outside)).toMatchObject({ code: 'ECONNREFUSED' });
    const open = await startServer(`${SLUG}/server.ts`, { HOST: '0.0.0.0' });
    expect(await ask({ host: '127.0.0.2', port: open.port }, 'hello')).toEqual(
      Buffer.from('HELLO'),
    );
  });

  describe('text', () => {
    test('answers an empty datagram with an empty datagram', async () => {
      const server = plainServer;
      expect(await ask(server, '')).toEqual(Buffer.alloc(0));
    });

    test('gives a letter more bytes in uppercase, at most three times as many', () => {
      const growth = letters().map((letter) => bytesOf(letter.toUpperCase()) / bytesOf(letter));
      expect(growth.filter((factor) => factor > 1).length).toBeGreaterThan(100);
      expect(growth.filter((factor) => factor < 1).length).toBeGreaterThan(10);
      expect(growth.reduce((most, factor) => Math.max(most, factor))).toBe(3);
      expect(['ß', 'ﬃ', GREEK].map((letter) => letter.toUpperCase())).toEqual([
        'SS',
        'FFI',
        '\u0399\u0308\u0301',
      ]);
      expect([GREEK, GREEK.toUpperCase()].map(bytesOf)).toEqual([2, 6]);
    });

    test('does not find every small letter again from its uppercase', () => {
      expect('ß'.toUpperCase().toLowerCase()).toBe('ss');
      const small = letters().filter((letter) => /\p{Lowercase_Letter}/u.test(letter));
      const lost = small.filter((letter) => letter.toUpperCase().toLowerCase() !== letter);
      expect(lost.length).toBeGreaterThan(50);
    });

    test('asks no language for the uppercase, unless told to', () => {
      expect('i'.toUpperCase()).toBe('I');
      expect('i'.toLocaleUpperCase('tr')).toBe('İ');
      expect('ά'.toUpperCase()).toBe('Ά');
      expect('ά'.toLocaleUpperCase('el')).toBe('Α');
    });

    test('leaves all but ASCII as it is when Python uppercases bytes', async (context) => {
      await needs(context, 'python3');
      const code = "print(ascii('aß'.upper()), ascii('aß'.encode().upper().decode()))";
      const { output } = await start(['python3', '-c', code], UTF8).ended;
      expect(output.trim()).toBe("'ASS' 'A\\xdf'");
      expect('aß'.toUpperCase()).toBe('ASS');
    });

    test('ends a Python server that decodes strictly with one byte', async (context) => {
      const server = await startPythonServer(context);
      await send(await openSocket(), Buffer.of(0xff), server);
      const { code, errors } = await server.program.ended;
      expect(code).toBe(1);
      expect(errors).toContain('UnicodeDecodeError');
    });

    test('answers a byte that is no text with the replacement character', async () => {
      const server = plainServer;
      expect(await ask(server, Buffer.of(0xff))).toEqual(Buffer.of(0xef, 0xbf, 0xbd));
      expect(await ask(server, Buffer.of(0x61, 0xff, 0x62))).toEqual(Buffer.from('A\ufffdB'));
      const strict = new TextDecoder('utf-8', { fatal: true });
      expect(() => strict.decode(Buffer.of(0xff))).toThrow(TypeError);
    });
  });

  describe('sizes', () => {
    test('cuts a datagram for a Python server, silently', async (context) => {
      const server = await startPythonServer(context);
      const client = await openSocket();
      expect(await exchange(client, 'a'.repeat(3000), server)).toEqual(Buffer.alloc(2048, 'A'));
      expect(await exchange(client, 'next', server)).toEqual(Buffer.from('NEXT'));
    });

    test('gives Node the whole datagram, up to the largest', async (context) => {
      await needs(context, 'linux');
      const server = plainServer;
      for (const size of [2049, 3000, 65_507]) {
        expect(await ask(server, Buffer.alloc(size, 'a'))).toEqual(Buffer.alloc(size, 'A'));
      }
    });

    test('ends a Python server by a cut inside a letter', async (context) => {
      const server = await startPythonServer(context);
      await send(await openSocket(), '€'.repeat(700), server);
      const { code, errors } = await server.program.ended;
      expect(code).toBe(1);
      expect(errors).toContain('UnicodeDecodeError');
    });

    test('sends 65,507 bytes over IPv4 and no more', async (context) => {
      await needs(context, 'linux');
      const [from, to] = [await openSocket(), await openSocket()];
      const arrival = receive(to);
      await send(from, Buffer.alloc(65_507), addressOf(to));
      expect((await arrival).bytes).toHaveLength(65_507);
      const tooMuch = send(from, Buffer.alloc(65_508), addressOf(to));
      await expect(tooMuch).rejects.toMatchObject({ code: 'EMSGSIZE' });
    });

    test('sends 65,527 bytes over IPv6 and no more', async (context) => {
      await needs(context, 'linux');
      if (!hasIpv6()) context.skip('needs ::1, which this machine lacks');
      const [from, to] = [await openSocket('::1'), await openSocket('::1')];
      const arrival = receive(to);
      await send(from, Buffer.alloc(65_527), addressOf(to));
      expect((await arrival).bytes).toHaveLength(65_527);
      const tooMuch = send(from, Buffer.alloc(65_528), addressOf(to));
      await expect(tooMuch).rejects.toMatchObject({ code: 'EMSGSIZE' });
    });

    test('says nothing of a failed send unless there is a callback', async () => {
      const server = plainServer;
      const socket = await openSocket();
      const errors = errorsOf(socket);
      const tooMuch = Buffer.alloc(70_000);
      socket.send(tooMuch, server.port, server.host);
      expect(await exchange(socket, 'after', server)).toEqual(Buffer.from('AFTER'));
      expect(errors).toEqual([]);
      await expect(send(socket, tooMuch, server)).rejects.toMatchObject({ code: 'EMSGSIZE' });
      expect(errors).toEqual([]);
    });

    test('has no answer to a request whose uppercase fits no datagram', async (context) => {
      await needs(context, 'linux');
      const server = plainServer;
      const client = await openSocket();
      const replies: Buffer[] = [];
      client.on('message', (reply) => replies.push(reply));
      await send(client, GREEK.repeat(32_753), server);
      expect(await exchange(client, 'after', server)).toEqual(Buffer.from('AFTER'));
      expect(replies).toHaveLength(1);
      expect(await exchange(client, GREEK.repeat(10_917), server)).toHaveLength(65_502);
    });
  });

  describe('silence and loss', () => {
    test('gives no error for datagrams to a closed port', async () => {
      const socket = await openSocket();
      const errors = errorsOf(socket);
      const nobody = await refusingAddress();
      await send(socket, 'one', nobody);
      await send(socket, 'two', nobody);
      expect(await exchange(socket, 'three', plainServer)).toEqual(Buffer.from('THREE'));
      expect(errors).toEqual([]);
    });

    test('counts datagrams to a closed port in the kernel', async (context) => {
      await needs(context, 'linux');
      const socket = await openSocket();
      const nobody = await refusingAddress();
      const before = await portsMissed();
      await send(socket, 'one', nobody);
      await send(socket, 'two', nobody);
      expect((await portsMissed()) - before).toBeGreaterThanOrEqual(2);
    });

    test('sets itself no time for the reply', async (context) => {
      await needs(context, 'linux');
      const silent = await openSocket();
      const request = receive(silent);
      const waiting = startClient('client', addressOf(silent), 'hello', COUNTING_TIMERS);
      const { bytes, sender } = await request;
      expect(await timersOf(waiting)).toBe(0);
      await send(silent, `${bytes}, at last`, { host: sender.address, port: sender.port });
      expect(await waiting.ended).toMatchObject({ code: 0, output: 'hello, at last\n' });
    });

    test('loses datagrams on one machine, and no send tells', async (context) => {
      await needs(context, 'linux');
      const { sent, arrived, failed } = await burst(1);
      expect(failed).toBe(0);
      expect(arrived).toBeGreaterThan(0);
      expect(arrived).toBeLessThan(sent);
    });

    test('counts what it dropped beside the socket in /proc/net/udp', async (context) => {
      await needs(context, 'linux');
      const { sent, arrived, dropped } = await burst(1);
      expect(dropped).toBeGreaterThan(0);
      expect(arrived + dropped).toBe(sent);
    });

    test('fills the buffer with far fewer bytes than it has', async (context) => {
      await needs(context, 'linux');
      const [small, large] = [await burst(1), await burst(1000)];
      expect(small.arrived).toBeLessThan(small.bufferBytes / 100);
      expect(large.arrived).toBeLessThan(small.arrived);
      expect(large.arrived * 1000).toBeGreaterThan(small.arrived * 100);
    });

    test('takes a whole burst into a buffer that is large enough', async (context) => {
      await needs(context, 'linux');
      const [usual, larger] = [await burst(1), await burst(1, 4 * 1024 * 1024)];
      if (larger.bufferBytes >= 1_000_000) expect(larger.arrived).toBe(larger.sent);
      else expect(larger.arrived).toBeGreaterThan(usual.arrived);
    });

    test('doubles the size that is asked for, between a least and a most', async (context) => {
      await needs(context, 'linux');
      const socket = await openSocket();
      const most = Number(await readFile('/proc/sys/net/core/rmem_max', 'utf8'));
      const sizes = [8192, 1, 100_000_000].map((bytes) => {
        socket.setRecvBufferSize(bytes);
        return socket.getRecvBufferSize();
      });
      expect(sizes).toEqual([16_384, 2304, 2 * most]);
    });
  });

  describe('one peer', () => {
    test('takes the datagram of a stranger for the answer', async () => {
      const server = await startServer(`${SLUG}/overheard-server.ts`);
      const { output } = await startClient('client', server, 'hello').ended;
      expect(output).toBe('a forged reply\n');
    });

    test('hears on a connected socket from its peer alone', async () => {
      const [peer, stranger] = [await openSocket(), await openSocket()];
      const socket = await openConnected(addressOf(peer));
      const heard: string[] = [];
      socket.on('message', (bytes) => heard.push(bytes.toString()));
      const arrival = receive(socket);
      await send(stranger, 'from a stranger', addressOf(socket));
      await send(peer, 'from the peer', addressOf(socket));
      await arrival;
      expect(heard).toEqual(['from the peer']);
    });

    test('believes who forges the port of its peer', async (context) => {
      expect(await inOwnNetwork(context, 'forged-datagram.py')).toBe('forged\n');
    });

    test('sends nowhere else on a connected socket, and tells only who gave a callback', async () => {
      const [peer, other] = [await openSocket(), await openSocket()];
      const heard: string[] = [];
      other.on('message', (bytes) => heard.push(bytes.toString()));
      const socket = await openConnected(addressOf(peer));
      const { host, port } = addressOf(other);
      expect(() => socket.send('with a callback', port, host, () => undefined)).toThrow(
        expect.objectContaining({ code: 'ERR_SOCKET_DGRAM_IS_CONNECTED' }),
      );
      const arrival = receive(peer);
      socket.send('without one', port, host);
      expect((await arrival).bytes.toString()).toBe('without one');
      await exchange(other, 'to itself', { host, port });
      expect(heard).toEqual(['to itself']);
    });

    test('loses its own port with its peer on Linux', async (context) => {
      await needs(context, 'linux');
      const socket = createSocket('udp4');
      onTestFinished(() => void socket.close());
      socket.connect((await refusingAddress()).port, '127.0.0.1');
      await once(socket, 'connect');
      expect(socket.address()).toMatchObject({ address: '127.0.0.1', port: expect.any(Number) });
      expect(socket.address().port).not.toBe(0);
      socket.disconnect();
      expect(socket.address()).toMatchObject({ address: '0.0.0.0', port: 0 });
    });

    test('tells a connected socket that the port refused', async (context) => {
      await needs(context, 'linux');
      const socket = await openConnected(await refusingAddress());
      for (let round = 0; round < 4; round += 1) {
        expect(await refusal(socket)).toMatchObject({ code: 'ECONNREFUSED' });
      }
    });

    test('tells of the refusals of a burst in callbacks or in error events', async (context) => {
      await needs(context, 'linux');
      const socket = await openConnected(await refusingAddress());
      const errors = errorsOf(socket);
      const sends = Array.from({ length: 100 }, async () => await send(socket, 'hello'));
      const results = await Promise.allSettled(sends);
      const failed = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      if (failed.length + errors.length === 0) await once(socket, 'error');
      const codes = new Set([...failed, ...errors].map(({ code }) => code));
      expect([...codes]).toEqual(['ECONNREFUSED']);
    });

    test('ends a program that does not listen for the refusal', async (context) => {
      await needs(context, 'linux');
      const nobody = await refusingAddress();
      const { code, output, errors } = await startClient('connected-client', nobody, 'hi').ended;
      expect({ code, output }).toEqual({ code: 1, output: '' });
      expect(errors).toContain('ECONNREFUSED');
    });

    test('does the work once for every try', async () => {
      const server = await openSocket();
      let work = 0;
      server.on('message', (request, { port, address }) => {
        work += 1;
        if (work === 3) server.send(`${request}, done ${work} times`, port, address);
      });
      const client = startClient('patient-client', addressOf(server), 'hello', {
        TIMEOUT_MS: '50',
      });
      expect(await client.ended).toEqual({ code: 0, output: 'hello, done 3 times\n', errors: '' });
    });
  });

  describe('what kills a server', () => {
    test('ends the plain server by a datagram whose source port is 0', async (context) => {
      expect(await portless(context, 'server')).toBe('exit 1\n');
    });

    test('ignores a datagram whose source port is 0 in the sturdy server', async (context) => {
      expect(await portless(context, 'sturdy-server')).toBe('reply HELLO\n');
    });

    test('keeps about a megabyte of replies that cannot leave, and no more', async (context) => {
      const args = ['200', ...nodeCommand(fileOf('sturdy-server'))];
      const seen = await inOwnNetwork(context, 'swamp.py', args);
      const [, waiting] = /^exit 0 waiting (\d+)\n$/.exec(seen) ?? [seen, NaN];
      expect(Number(waiting), seen).toBeGreaterThan(0);
      expect(Number(waiting), seen).toBeLessThan(20);
    });
  });

  test('goes as many packets where a packet holds less', async (context) => {
    const counted = await inOwnNetwork(context, 'counted-packets.js');
    expect(counted).toContain('send 65507 bytes 45\n');
  });

  test('binds another port than it was told when the number is too large', async () => {
    const socket = createSocket('udp4').bind(70_000, '127.0.0.1');
    onTestFinished(() => void socket.close());
    const [error] = await Promise.race([
      once(socket, 'listening'),
      once(socket, 'error').catch((error) => [error]),
    ]);
    const isTaken = error instanceof Error && error.message.includes('EADDRINUSE 127.0.0.1:4464');
    if (!isTaken) expect(socket.address().port).toBe(70_000 % 65_536);
  });
});

describe('the notes’ Python programs', () => {
  test.for(SERVERS)('gets an answer from %s for the Python client', async (name, context) => {
    await needs(context, 'python3');
    const { host, port } = await startServer(`${SLUG}/${name}.ts`);
    const client = start(['python3', peer('udp_client.py'), host, `${port}`], UTF8);
    client.type('grüße\n');
    expect(await client.ended).toEqual({ code: 0, output: 'Text: GRÜSSE\n', errors: '' });
  });

  test.for(CLIENTS)('gets an answer from the Python server for %s', async (name, context) => {
    const server = await startPythonServer(context);
    const { output } = await startClient(name, server, 'viele grüße').ended;
    expect(output).toBe('VIELE GRÜSSE\n');
  });
});

describe('every server', () => {
  test('takes port 12000 of 127.0.0.1 unless told otherwise', async () => {
    const address = /^listening on udp 127\.0\.0\.1:12000$|EADDRINUSE 127\.0\.0\.1:12000/m;
    const nothing = { PORT: undefined, HOST: undefined };
    const servers = SERVERS.map((name) => startListing(`${SLUG}/${name}.ts`, [], nothing));
    for (const server of servers) {
      await server.until('port', (seen) => address.exec(seen.output + seen.errors) ?? undefined);
    }
  });

  test('ends with its error when the port is taken', async () => {
    const { port } = addressOf(await openSocket());
    const taken = { PORT: `${port}`, HOST: '127.0.0.1' };
    const servers = SERVERS.map((name) => startListing(`${SLUG}/${name}.ts`, [], taken));
    for (const { code, output, errors } of await Promise.all(servers.map(endingOf))) {
      expect({ code, output }).toEqual({ code: 1, output: '' });
      expect(errors).toContain(`bind EADDRINUSE 127.0.0.1:${port}`);
    }
  });
});

describe('every client', () => {
  test.for(CLIENTS)('asks for a line in %s and sends it as it is', async (name) => {
    const peer = await openSocket();
    const request = receive(peer);
    const { host, port } = addressOf(peer);
    const client = startListing(`${SLUG}/${name}.ts`, [], { HOST: host, PORT: `${port}` });
    await client.until('prompt', ({ output }) => output === 'Text: ' || undefined);
    client.type('grüße,  Ünal \nsecond line\n');
    const { bytes, sender } = await request;
    expect(bytes.toString()).toBe('grüße,  Ünal ');
    await send(peer, 'a reply', { host: sender.address, port: sender.port });
    expect(await client.ended).toEqual({ code: 0, output: 'Text: a reply\n', errors: '' });
  });

  test('ends with code 1 at the end of input', async () => {
    const clients = CLIENTS.map((name) => startListing(`${SLUG}/${name}.ts`));
    for (const client of clients) client.endInput();
    const ending = { code: 1, output: 'Text: ', errors: '\nno text to send\n' };
    expect(await Promise.all(clients.map(endingOf))).toEqual([ending, ending]);
  });
});

describe('sturdy-server', () => {
  test('ends with code 0 on SIGTERM, with a request just answered', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no SIGTERM');
    const server = await startServer(`${SLUG}/sturdy-server.ts`);
    await ask(server, 'hello');
    server.program.signal('SIGTERM');
    expect(await server.program.ended).toMatchObject({ code: 0, errors: '' });
  });

  test('says in one line where it cannot listen', async () => {
    const { port } = addressOf(await openSocket());
    const hosts = ['127.0.0.1', '192.0.2.1', '::1', 'no..where'];
    const servers = hosts.map((HOST) =>
      startListing(`${SLUG}/sturdy-server.ts`, [], { PORT: `${port}`, HOST }),
    );
    const endings = await Promise.all(servers.map(endingOf));
    for (const [index, { code, errors }] of endings.entries()) {
      const [line, ...rest] = errors.split(`cannot listen on udp ${hosts[index]}:${port}: `);
      expect({ code, line, rest }).toEqual({ code: 1, line: '', rest: [expect.any(String)] });
      expect(rest[0]).toMatch(/^(?:bind|getaddrinfo) E[A-Z]+ .+\n$/);
    }
  });

  test('says in one line that its port is none', async () => {
    const ports = ['abc', '-1', '1.5', '70000'];
    const servers = ports.map((PORT) => startListing(`${SLUG}/sturdy-server.ts`, [], { PORT }));
    for (const { code, output, errors } of await Promise.all(servers.map(endingOf))) {
      expect({ code, output }).toEqual({ code: 1, output: '' });
      expect(errors).toMatch(/^cannot listen on udp .*: PORT is a whole number from 0 to 65535\n$/);
    }
  });

  test('says on standard error which answer does not fit, and goes on', async (context) => {
    await needs(context, 'linux');
    const server = await startServer(`${SLUG}/sturdy-server.ts`);
    const client = await openSocket();
    await send(client, GREEK.repeat(32_753), server);
    expect(await exchange(client, 'after', server)).toEqual(Buffer.from('AFTER'));
    const { port } = addressOf(client);
    const line = `no answer to 127.0.0.1:${port}: send EMSGSIZE 127.0.0.1:${port}\n`;
    await server.program.until('line', ({ errors }) => errors === line || undefined);
  });

  test('answers many clients, each its own', async () => {
    const server = await startServer(`${SLUG}/sturdy-server.ts`);
    const texts = Array.from({ length: 20 }, (_, index) => `client ${index}`);
    const replies = await Promise.all(texts.map(async (text) => await ask(server, text)));
    expect(replies.map(String)).toEqual(texts.map((text) => text.toUpperCase()));
  });

  test('survives random bytes', async () => {
    const seed = Date.now() % 1_000_000;
    const random = randomFrom(seed);
    const server = await startServer(`${SLUG}/sturdy-server.ts`);
    const client = await openSocket();
    for (let round = 0; round < 200; round += 1) {
      const bytes = Buffer.from(Array.from({ length: random() % 300 }, () => random() % 256));
      const reply = Buffer.from(bytes.toString().toUpperCase());
      expect(await exchange(client, bytes, server), `seed ${seed}`).toEqual(reply);
    }
  });
});

describe('patient-client', () => {
  test('sends an empty line and prints the empty reply', async () => {
    const server = plainServer;
    const client = startListing(`${SLUG}/patient-client.ts`, [server.host, `${server.port}`]);
    client.type('\n');
    expect(await client.ended).toEqual({ code: 0, output: 'Text: \n', errors: '' });
  });

  test('takes the answer that comes after a stranger’s', async () => {
    const server = await startServer(`${SLUG}/overheard-server.ts`);
    const { output } = await startClient('patient-client', server, 'hello').ended;
    expect(output).toBe('HELLO\n');
  });

  test('says how often it tried in vain', async () => {
    const silent = await openSocket();
    const requests: string[] = [];
    silent.on('message', (request) => requests.push(request.toString()));
    const quick = { TIMEOUT_MS: '20', TRIES: '4' };
    const { host, port } = addressOf(silent);
    const client = startClient('patient-client', { host, port }, 'hello', quick);
    const errors = `no reply from ${host}:${port} after try 4 of 4\n`;
    expect(await client.ended).toEqual({ code: 1, output: '', errors });
    await send(await openSocket(), 'the last', { host, port });
    while (requests.at(-1) !== 'the last') await receive(silent);
    expect(requests).toEqual(['hello', 'hello', 'hello', 'hello', 'the last']);
  });

  test('says in one line that the port is none', async () => {
    const clients = ['abc', '0', '70000'].map((port) =>
      startListing(`${SLUG}/patient-client.ts`, ['127.0.0.1', port, 'hello']),
    );
    for (const { code, output, errors } of await Promise.all(clients.map(endingOf))) {
      expect({ code, output }).toEqual({ code: 1, output: '' });
      expect(errors).toMatch(/^no reply from 127\.0\.0\.1:\w+: Port should be .*\n$/);
    }
  });

  test('tries three times, a second each, unless told otherwise', async () => {
    const { host, port } = addressOf(await openSocket());
    const began = performance.now();
    const slow = { TIMEOUT_MS: undefined, TRIES: '1' };
    const quick = { TIMEOUT_MS: '20', TRIES: undefined };
    const clients = [slow, quick].map((env) =>
      startListing(`${SLUG}/patient-client.ts`, [host, `${port}`, 'hello'], env),
    );
    const [slowly, quickly] = await Promise.all(clients.map(endingOf));
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(slowly?.errors).toBe(`no reply from ${host}:${port} after try 1 of 1\n`);
    expect(quickly?.errors).toBe(`no reply from ${host}:${port} after try 3 of 3\n`);
  });

  test('says in one line that the port refused every time, whatever the timing', async (context) => {
    await needs(context, 'linux');
    const { host, port } = await refusingAddress();
    const clients = [
      startClient('patient-client', { host, port }, 'hello', { TIMEOUT_MS: '1', TRIES: '100' }),
      startClient('patient-client', { host, port }, 'hello', { TIMEOUT_MS: '10', TRIES: '100' }),
    ];
    const errors = `no reply from ${host}:${port} after try 100 of 100: the port refused\n`;
    const ending = { code: 1, output: '', errors };
    expect(await Promise.all(clients.map(endingOf))).toEqual([ending, ending]);
  });

  test('waits out a refusal and tries again', async (context) => {
    await needs(context, 'linux');
    const shared = { type: 'udp4', reuseAddr: true } as const;
    const refusing = await openSocket('127.0.0.1', shared);
    const { host, port } = addressOf(refusing);
    refusing.connect((await refusingAddress()).port, host);
    await once(refusing, 'connect');
    const before = await portsMissed();
    const many = { TIMEOUT_MS: '100', TRIES: '300' };
    const client = startClient('patient-client', { host, port }, 'hello', many);
    while ((await portsMissed()) === before) expect(client.ending).toBeUndefined();
    const server = await openSocket('127.0.0.1', shared, port);
    server.on('message', (request, from) =>
      server.send(`late ${request}`, from.port, from.address),
    );
    expect(await client.ended).toEqual({ code: 0, output: 'late hello\n', errors: '' });
  });

  test('gives up at once on a text that fits no datagram', async (context) => {
    await needs(context, 'linux');
    const peer = await openSocket();
    const { host, port } = addressOf(peer);
    const client = startListing(`${SLUG}/patient-client.ts`, [host, `${port}`]);
    client.type(`${'a'.repeat(65_508)}\n`);
    const { code, errors } = await client.ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^no reply from \S+: send EMSGSIZE\b.*\n$/);
  });

  test('says in one line that a name has no address', async () => {
    const nowhere = { host: 'no..where', port: 12000 };
    const { code, errors } = await startClient('patient-client', nowhere, 'hello').ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^no reply from no\.\.where:12000: getaddrinfo \w+ no\.\.where\n$/);
  });
});

const UTF8 = { env: { PYTHONUTF8: '1' } };

function fileOf(name: string): string {
  return fileURLToPath(new URL(`../../code/${SLUG}/${name}.ts`, import.meta.url));
}

function peer(name: string): string {
  return fileURLToPath(new URL(`../peers/${name}`, import.meta.url));
}

async function startPythonServer(context: TestContext) {
  await needs(context, 'python3');
  return await listening(start(['python3', peer('udp_server.py'), '0'], UTF8));
}

function startClient(
  name: string,
  { host, port }: Address,
  text: string,
  env: Readonly<Record<string, string>> = {},
): Program {
  return startListing(`${SLUG}/${name}.ts`, [host, `${port}`, ...text.split(' ')], env);
}

async function endingOf(program: Program): Promise<Ending> {
  return await program.ended;
}

/** What becomes of a server in a network of its own when a datagram comes from port 0. */
async function portless(context: TestContext, name: string): Promise<string> {
  return await inOwnNetwork(context, 'portless.py', [...nodeCommand(fileOf(name))]);
}

interface Burst {
  readonly sent: number;
  readonly arrived: number;
  readonly failed: number;
  readonly dropped: number;
  readonly bufferBytes: number;
}

/** A thousand datagrams of `bytes` bytes in one go to a socket that has no time to read meanwhile (Linux). */
async function burst(bytes: number, bufferBytes?: number): Promise<Burst> {
  const receiver = await openSocket();
  if (bufferBytes !== undefined) receiver.setRecvBufferSize(bufferBytes);
  const sender = await openConnected(addressOf(receiver));
  const sends = Array.from(
    { length: 1000 },
    async () => await send(sender, Buffer.alloc(bytes, 1)),
  );
  const dropped = dropsOf(receiver);
  const arrived = await countUntilEmpty(receiver, sender);
  const results = await Promise.allSettled(sends);
  const failed = results.filter(({ status }) => status === 'rejected').length;
  return {
    sent: sends.length,
    arrived,
    failed,
    dropped,
    bufferBytes: receiver.getRecvBufferSize(),
  };
}

/** Counts datagrams up to the first empty one, which the sender puts behind all that wait. */
async function countUntilEmpty(receiver: Socket, sender: Socket): Promise<number> {
  for (let count = 0; ; count += 1) {
    const { bytes } = await receive(receiver);
    if (bytes.length === 0) return count;
    sender.send('');
  }
}

/** The next news that the port refused, however it comes. */
async function refusal(socket: Socket): Promise<unknown> {
  return await new Promise((resolve) => {
    socket.once('error', resolve);
    send(socket, 'hello').catch(resolve);
  });
}

/** How many datagrams came to this machine for a port where nobody was (Linux). */
async function portsMissed(): Promise<number> {
  const lines = (await readFile('/proc/net/snmp', 'utf8')).split('\n');
  const [names, counts] = lines
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(' '));
  return Number(counts?.[names?.indexOf('NoPorts') ?? -1]);
}

/** Every letter that has another uppercase. */
function letters(): readonly string[] {
  const all: string[] = [];
  for (let point = 0; point < 0x110000; point += 1) {
    const letter = String.fromCodePoint(point);
    if (letter.toUpperCase() !== letter) all.push(letter);
  }
  return all;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces())
    .flat()
    .some((one) => one?.address === '::1');
}

/** Numbers below 2^32 that look like chance and are the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
