import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { wholeLines } from '../../code/05-uppercase-over-tcp/lines.ts';
import { Connection, connectTo } from '../support/connection.ts';
import { needs } from '../support/needs.ts';
import { type Server, listening, start, startListing, startServer } from '../support/programs.ts';
import { closedAddress, standInServer } from '../support/stand-in-server.ts';
import { unreadBytes, untilTrue } from '../support/tcp-table.ts';
import { COUNTING_TIMERS, freeze, isAsleep, thaw, timersOf } from '../support/waiting.ts';

const folder = '05-uppercase-over-tcp';

describe('claims', () => {
  describe('the pair', () => {
    test('answers the first bytes with their uppercase and closes that connection', async () => {
      const server = await startServer(`${folder}/server.ts`);
      const connection = await connectTo(server);
      await connection.send('straße');
      await once(connection.socket, 'end');
      expect(connection.text).toBe('STRASSE');
    });

    test('keeps listening when a connection is closed', async () => {
      const server = await startServer(`${folder}/server.ts`);
      for (const text of ['one', 'two', 'three']) {
        expect(await ask(server, text)).toBe(text.toUpperCase());
      }
    });

    test('prints the first piece of reply that comes and ends', async () => {
      const { host, port } = await standInServer((connection) => {
        connection.once('data', (bytes) => connection.end(`got ${bytes.toString('hex')}`));
      });
      const client = startListing(`${folder}/client.ts`, [host, String(port), 'aß', 'b']);
      expect(await client.ended).toEqual({ code: 0, output: 'got 61c39f2062\n', errors: '' });
    });

    test('answers the notes’ Python client', async (context) => {
      await needs(context, 'python3');
      const server = await startServer(`${folder}/server.ts`);
      const client = pythonClient(server);
      client.type('hello, straße\n');
      const { code, output } = await client.ended;
      expect([code, output]).toEqual([0, 'Text: HELLO, STRASSE\n']);
    });

    test('is answered by the notes’ Python server', async (context) => {
      await needs(context, 'python3');
      const { host, port } = await pythonServer();
      const client = startListing(`${folder}/client.ts`, [], { HOST: host, PORT: String(port) });
      client.type('hello, straße\n');
      const { code, output } = await client.ended;
      expect([code, output]).toEqual([0, 'Text: HELLO, STRASSE\n']);
    });

    test('is reached at one address by default and at all with 0.0.0.0', async (context) => {
      await needs(context, 'linux');
      const closed = await startServer(`${folder}/server.ts`, { HOST: undefined });
      expect(closed.host).toBe('127.0.0.1');
      await expect(connectTo({ ...closed, host: '127.0.0.2' })).rejects.toThrow('ECONNREFUSED');
      const open = await startServer(`${folder}/server.ts`, { HOST: '0.0.0.0' });
      expect(await ask({ ...open, host: '127.0.0.2' }, 'hello')).toBe('HELLO');
    });
  });

  describe('waiting', () => {
    test('answers what was sent before the server took the connection', async (context) => {
      await needs(context, 'linux');
      const server = await startServer(`${folder}/server.ts`);
      const { pid = 0 } = server.program;
      await freeze(pid);
      const connection = await connectTo(server);
      await connection.send('early');
      await untilTrue('it waits', () => unreadBytes(server.port, connection.port) === 5);
      thaw(pid);
      expect(await connection.bytes(5)).toBe('EARLY');
    });

    test('the Python server leaves a second client waiting while the first is silent', async (context) => {
      await needs(context, 'python3');
      await needs(context, 'linux');
      const server = await pythonServer();
      const silent = await connectTo(server);
      const second = await connectTo(server);
      await second.send('second');
      const { pid = 0 } = server.program;
      await untilTrue('the server sleeps', () => isAsleep(pid));
      expect(unreadBytes(server.port, second.port)).toBe(6);
      expect(await silent.finish('first')).toBe('FIRST');
      expect(await second.finish()).toBe('SECOND');
    });

    test('the TypeScript server answers a second client while the first is silent', async () => {
      const server = await startServer(`${folder}/server.ts`);
      const silent = await connectTo(server);
      expect(await ask(server, 'second')).toBe('SECOND');
      expect(silent.text).toBe('');
      expect(await silent.finish('first')).toBe('FIRST');
    });

    test('sends nothing at all for an empty text', async () => {
      const server = await startServer(`${folder}/server.ts`);
      const connection = await connectTo(server);
      await connection.send('');
      expect(await ask(server, 'another')).toBe('ANOTHER');
      await connection.send('x');
      expect(await connection.bytes(1)).toBe('X');
    });

    test('a client with an empty text waits for a reply to nothing', async (context) => {
      await needs(context, 'linux');
      let came = 0;
      let greet = () => {};
      const { host, port, server } = await standInServer((connection) => {
        connection.on('data', (bytes) => (came += bytes.length));
        connection.on('end', () => server.close());
        greet = () => connection.write('at last');
      });
      const taken = once(server, 'connection');
      const closed = once(server, 'close');
      const client = startListing(`${folder}/client.ts`, [host, String(port), ''], COUNTING_TIMERS);
      await taken;
      expect(await timersOf(client)).toBe(0);
      greet();
      expect((await client.ended).output).toBe('at last\n');
      await closed;
      expect(came).toBe(0);
    });

    test('takes a client that connects and leaves for a legal client', async () => {
      const server = await startServer(`${folder}/server.ts`);
      const visitor = await connectTo(server);
      expect(await visitor.finish()).toBe('');
      expect(visitor.error).toBeUndefined();
      expect(await ask(server, 'next')).toBe('NEXT');
    });
  });

  describe('pieces', () => {
    test('the Python server answers 1024 of 3000 bytes', async (context) => {
      await needs(context, 'python3');
      const { host, port } = await pythonServer();
      const letters = startListing(`${folder}/letters.ts`, [host, String(port), '3000']);
      const output = '3000 letters out, 1024 back: not all of them\n';
      expect(await letters.ended).toEqual({ code: 0, output, errors: '' });
    });

    test('the TypeScript server answers a part of a million bytes', async () => {
      const server = await startServer(`${folder}/server.ts`);
      const answer = await ask(server, 'a'.repeat(1_000_000));
      expect(answer.length).toBeGreaterThan(0);
      expect(answer.length).toBeLessThan(1_000_000);
    });

    test('a reset connection ends with fewer bytes than were sent', async () => {
      const sentBytes = 64_000_000;
      const { host, port, server } = await standInServer((connection) => {
        connection.write(Buffer.alloc(sentBytes, 'a'));
        socket.once('readable', () => connection.resetAndDestroy());
        connection.on('close', () => server.close());
      });
      const closed = once(server, 'close');
      const socket = connect(port, host);
      await closed;
      const came = await new Connection(socket).over();
      expect(came.length).toBeLessThan(sentBytes);
    });

    test('the Python server dies of a byte that is not UTF-8', async (context) => {
      await needs(context, 'python3');
      const { host, port, program } = await pythonServer();
      const connection = await connectTo({ host, port });
      expect(await connection.finish(Buffer.of(0xff))).toBe('');
      const { code, errors } = await program.ended;
      expect([code, errors]).toEqual([1, expect.stringContaining('UnicodeDecodeError')]);
    });

    test('the TypeScript server answers a byte that is not UTF-8 with U+FFFD', async () => {
      const server = await startServer(`${folder}/server.ts`);
      expect(await ask(server, Buffer.of(0xff))).toBe('\uFFFD');
      expect(await ask(server, 'next')).toBe('NEXT');
    });

    test('decoding piece by piece breaks a letter that is cut', async () => {
      const server = await startServer(`${folder}/piece-server.ts`);
      const connection = await connectTo(server);
      const [first, second] = Buffer.from('é');
      await connection.send(Buffer.of(first ?? 0));
      await connection.bytes(3);
      await connection.send(Buffer.of(second ?? 0));
      await connection.bytes(6);
      expect(await connection.finish('é')).toBe('\uFFFD\uFFFDÉ');
    });

    test('answering every piece brings every byte of a long text back', async () => {
      const server = await startServer(`${folder}/piece-server.ts`);
      expect(await ask(server, 'a'.repeat(1_000_000))).toBe('A'.repeat(1_000_000));
    });
  });

  describe('errors', () => {
    test('a reset connection stops a server without an error listener', async () => {
      const server = await startServer(`${folder}/server.ts`);
      await startListing(`${folder}/resetter.ts`, [], placeOf(server)).ended;
      const { code, errors } = await server.program.ended;
      expect([code, errors]).toEqual([1, expect.stringContaining('Error: read ECONNRESET')]);
    });

    test('a reset connection leaves a server with an error listener alone', async () => {
      const server = await startServer(`${folder}/piece-server.ts`);
      await startListing(`${folder}/resetter.ts`, [], placeOf(server)).ended;
      await server.program.until('message', ({ errors }) => errors.includes('\n') || undefined);
      expect(server.program.errors).toBe('a connection broke: read ECONNRESET\n');
      expect(await ask(server, 'next')).toBe('NEXT');
    });

    test('a client that leaves bytes unread breaks its connection', async () => {
      let broken = false;
      const { host, port, server } = await standInServer((connection) => {
        connection.write(Buffer.alloc(1_000_000));
        connection.on('error', () => (broken = true));
        connection.on('close', () => server.close());
      });
      const closed = once(server, 'close');
      const client = connect(port, host);
      client.once('readable', () => client.destroy());
      await closed;
      expect(broken).toBe(true);
    });

    test('a taken port stops the server with a stack trace', async () => {
      const server = await startServer(`${folder}/server.ts`);
      const second = startListing(`${folder}/server.ts`, [], placeOf(server));
      const { code, output, errors } = await second.ended;
      expect([code, output]).toEqual([1, '']);
      expect(errors).toContain(`Error: listen EADDRINUSE: address already in use`);
      expect(errors).toMatch(/^ +at /m);
      expect(await ask(server, 'first')).toBe('FIRST');
    });

    test('a closed port refuses the client at once', async () => {
      const { host, port } = await closedAddress();
      const client = startListing(`${folder}/client.ts`, [host, String(port), 'hello']);
      const { code, errors } = await client.ended;
      expect([code, errors]).toEqual([1, expect.stringContaining('Error: connect ECONNREFUSED')]);
    });
  });

  describe('lines', () => {
    test('whole lines are right for every cut, pieces decoded alone are not', async () => {
      const bytes = Buffer.from('naïve ß\n€ 😀\n');
      let wrong = 0;
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)];
        expect(await linesOf(pieces)).toEqual(['naïve ß\n', '€ 😀\n']);
        if (pieces.join('') !== bytes.toString()) wrong += 1;
      }
      expect([wrong, bytes.length - 1]).toEqual([7, 18]);
    });

    test('the byte of a newline is no part of another letter', () => {
      for (let code = 0; code <= 0x10ffff; code += 1) {
        if (code === 0x0a || (code >= 0xd800 && code <= 0xdfff)) continue;
        if (Buffer.from(String.fromCodePoint(code)).includes(0x0a)) expect(code).toBe(0x0a);
      }
    });

    test('uppercase takes three times the bytes at most', () => {
      let worst = 0;
      for (let code = 0; code <= 0x10ffff; code += 1) {
        const letter = String.fromCodePoint(code);
        const growth = Buffer.byteLength(letter.toUpperCase()) / Buffer.byteLength(letter);
        worst = Math.max(worst, growth);
      }
      expect(worst).toBe(3);
    });

    test('answers each line in order whatever the pieces', async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const text = 'one\ntwo \t\r\n\n  straße €\n😀 ﬃ\nlast';
      const server = await startServer(`${folder}/line-server.ts`);
      for (const pieces of [bytesOf(text), randomPieces(text.repeat(2000), seed)]) {
        const connection = await connectTo(server);
        connection.socket.setNoDelay();
        for (const piece of pieces) await connection.send(piece);
        const answer = await connection.finish();
        expect(answer, `seed ${seed}`).toBe(Buffer.concat(pieces).toString().toUpperCase());
      }
    });

    test('loses a reply after the client’s end unless allowHalfOpen is set', async () => {
      const replies = [];
      for (const allowHalfOpen of [false, true]) {
        const server = await standInServer(
          (connection) => {
            connection.resume().on('end', () => setImmediate(() => connection.end('LATE')));
          },
          { allowHalfOpen },
        );
        replies.push(await ask(server, 'hello'));
      }
      expect(replies).toEqual(['', 'LATE']);
    });

    test('a loop with destroyOnReturn: false leaves a half-closed connection open', async () => {
      const server = await standInServer(
        async (connection) => {
          for await (const _ of connection.iterator({ destroyOnReturn: false }));
          connection.end('LAST');
        },
        { allowHalfOpen: true },
      );
      expect(await ask(server, 'hello')).toBe('LAST');
    });

    test('stops reading from a client that reads no replies', async () => {
      const server = await startServer(`${folder}/line-server.ts`);
      const deaf = await connectTo(server);
      const other = await connectTo(server);
      deaf.socket.pause();
      const block = Buffer.from('a line of thirty-two characters\n'.repeat(2048));
      let taken = 0;
      const flood = async () => {
        for (; taken < 1024; taken += 1) await deaf.send(block);
      };
      const flooding = flood();
      for (let before = -1, rounds = 1; before < taken;) {
        before = taken;
        for (let round = 0; round < 20; round += 1, rounds += 1) {
          await other.send('ping\n');
          await other.bytes(5 * rounds);
        }
      }
      expect(taken).toBeLessThan(1024);
      deaf.socket.resume();
      await flooding;
      expect((await deaf.finish()).length).toBe(1024 * block.length);
    });

    test('ends a connection whose line is too long and serves the others', async () => {
      const server = await startServer(`${folder}/line-server.ts`);
      const other = await connectTo(server);
      await other.send('before ');
      const longest = `${'a'.repeat(1_048_575)}\n`;
      expect(await ask(server, longest)).toBe(longest.toUpperCase());
      const tooLong = await connectTo(server);
      expect(await tooLong.finish('a'.repeat(1_048_577))).toBe('');
      await server.program.until('message', ({ errors }) => errors.includes('\n') || undefined);
      expect(server.program.errors).toBe(
        'a connection broke: a line is longer than 1048576 bytes\n',
      );
      expect(await other.finish('and after\n')).toBe('BEFORE AND AFTER\n');
    });
  });

  describe('stopping', () => {
    test('close() refuses new clients, lets old ones finish and waits for them', async () => {
      const events: string[] = [];
      const { host, port, server } = await standInServer((connection) => {
        connection.on('data', (bytes) => connection.write(bytes));
      });
      const old = await connectTo({ host, port });
      await old.send('a');
      await old.bytes(1);
      const closed = once(server, 'close').then(() => events.push('closed'));
      server.close();
      await expect(connectTo({ host, port })).rejects.toThrow('ECONNREFUSED');
      await old.send('b');
      expect(await old.bytes(2)).toBe('ab');
      events.push('old one served');
      await old.finish();
      await closed;
      expect(events).toEqual(['old one served', 'closed']);
      expect(server).not.toHaveProperty('closeAllConnections');
    });

    test('SIGTERM ends the line server with code 0 while clients are connected', async (context) => {
      if (process.platform === 'win32') context.skip('Windows has no SIGTERM');
      const server = await startServer(`${folder}/line-server.ts`);
      const silent = await connectTo(server);
      const midway = await connectTo(server);
      await midway.send('one\ntw');
      await midway.bytes(4);
      server.program.signal('SIGTERM');
      const { code, errors } = await server.program.ended;
      expect([code, errors]).toEqual([0, '']);
      expect([await silent.finish(), await midway.finish()]).toEqual(['', 'ONE\n']);
    });
  });

  describe('the line client', () => {
    test('sends each text as a line and prints the reply lines', async () => {
      const server = await startServer(`${folder}/line-server.ts`);
      const { host, port } = server;
      const client = startListing(`${folder}/line-client.ts`, [
        host,
        String(port),
        'one',
        '',
        ' ß ',
      ]);
      expect(await client.ended).toEqual({ code: 0, output: 'ONE\n\n SS \n', errors: '' });
    });

    test('an idle timer tells and closes nothing', async () => {
      const { host, port } = await standInServer((connection) => {
        connection.on('data', (bytes) => connection.end(bytes));
      });
      const connection = await connectTo({ host, port });
      connection.socket.setTimeout(20);
      await once(connection.socket, 'timeout');
      expect(await connection.finish('still here')).toBe('still here');
    });

    test('gives up a server that makes no progress', async () => {
      const { host, port } = await standInServer((connection) => void connection.resume(), {
        allowHalfOpen: true,
      });
      const client = startListing(`${folder}/line-client.ts`, [host, String(port), 'hello'], {
        TIMEOUT_MS: '50',
      });
      const errors = `${host}:${port}: no progress for 50 ms\n`;
      expect(await client.ended).toEqual({ code: 1, output: '', errors });
    });

    test('prints the bytes of a reply line as they came', async () => {
      const reply = Buffer.from([0x20, 0xff, 0xc3, 0x0d, 0x0a]);
      const { host, port } = await standInServer(
        (connection) => void connection.resume().on('end', () => connection.end(reply)),
        { allowHalfOpen: true },
      );
      const client = startListing(`${folder}/line-client.ts`, [host, String(port), 'one']);
      expect((await client.ended).errors).toBe('');
      expect(client.outputBytes).toEqual(reply);
    });

    test('notices missing and broken reply lines', async () => {
      const askFor = async (reply: string) => {
        const { host, port } = await standInServer(
          (connection) => {
            connection.resume().on('end', () => connection.end(reply));
          },
          { allowHalfOpen: true },
        );
        const args = [host, String(port), 'one', 'two'];
        const { code, output, errors } = await startListing(`${folder}/line-client.ts`, args).ended;
        return [code, output, errors.replace(`${host}:${port}: `, '')];
      };
      const seen = await Promise.all(['ONE\nTWO\n', 'ONE\n', 'ONE\nTW'].map(askFor));
      expect(seen).toEqual([
        [0, 'ONE\nTWO\n', ''],
        [1, 'ONE\n', 'reply lines missing: 1\n'],
        [1, 'ONE\n', 'the last reply line breaks off\n'],
      ]);
    });
  });
});

describe('the servers', () => {
  test('say in one line where they listen', async () => {
    const names = ['server.ts', 'piece-server.ts', 'line-server.ts'];
    const servers = await Promise.all(names.map((name) => startServer(`${folder}/${name}`)));
    for (const { program, host, port } of servers) {
      expect(program.output).toBe(`listening on tcp ${host}:${port}\n`);
      expect([host, port > 0]).toEqual(['127.0.0.1', true]);
      await connectTo({ host, port });
    }
  });

  test('the line server says in one line that its port is taken', async () => {
    const server = await startServer(`${folder}/line-server.ts`);
    const second = startListing(`${folder}/line-server.ts`, [], placeOf(server));
    const { code, output, errors } = await second.ended;
    expect([code, output]).toEqual([1, '']);
    expect(errors).toMatch(
      new RegExp(`^cannot listen on 127.0.0.1:${server.port}: .*EADDRINUSE.*\n$`),
    );
  });

  test('the line server says in one line that its HOST is unusable', async () => {
    const server = startListing(`${folder}/line-server.ts`, [], { HOST: '192.0.2.1', PORT: '0' });
    const { code, output, errors } = await server.ended;
    expect([code, output]).toEqual([1, '']);
    expect(errors).toMatch(/^cannot listen on 192.0.2.1:0: .*EADDRNOTAVAIL.*\n$/);
  });

  test('the line server says in one line that its port is none', async () => {
    const start = (PORT: string) => startListing(`${folder}/line-server.ts`, [], { PORT });
    for (const server of ['abc', '-1', '70000'].map(start)) {
      const { code, output, errors } = await server.ended;
      expect([code, output]).toEqual([1, '']);
      expect(errors).toMatch(/^cannot listen on 127\.0\.0\.1:[^\n]+65536[^\n]+\n$/);
    }
  });

  test('the line server stays up when clients reset or leave in the middle of a line', async () => {
    const server = await startServer(`${folder}/line-server.ts`);
    for (let round = 0; round < 20; round += 1) {
      const rude = await connectTo(server);
      await rude.send('half a line');
      if (round % 2) rude.socket.resetAndDestroy();
      else rude.socket.destroy();
    }
    expect(await ask(server, 'next\n')).toBe('NEXT\n');
  });
});

describe('the clients', () => {
  test('ask for a line where they have no arguments', async () => {
    const pair = async (kind: string) => {
      const server = await startServer(`${folder}/${kind}server.ts`);
      const client = startListing(`${folder}/${kind}client.ts`, [], placeOf(server));
      client.type('a word\n');
      return await client.ended;
    };
    for (const { code, output, errors } of await Promise.all([pair(''), pair('line-')])) {
      expect([code, output, errors]).toEqual([0, 'Text: A WORD\n', '']);
    }
  });

  test('say that their input has ended', async () => {
    const clients = ['client.ts', 'line-client.ts'].map((name) =>
      startListing(`${folder}/${name}`),
    );
    for (const client of clients) client.endInput();
    const errors = '\nthere is no text to send\n';
    for (const client of clients) {
      expect(await client.ended).toEqual({ code: 1, output: 'Text: ', errors });
    }
  });

  test('the line client says in one line that it was refused', async () => {
    const { host, port } = await closedAddress();
    const client = startListing(`${folder}/line-client.ts`, [host, String(port), 'hello']);
    const errors = `${host}:${port}: connect ECONNREFUSED ${host}:${port}\n`;
    expect(await client.ended).toEqual({ code: 1, output: '', errors });
  });

  test('the line client says in one line that it was reset', async () => {
    const { host, port } = await standInServer((connection) => {
      connection.once('data', () => connection.resetAndDestroy());
    });
    const client = startListing(`${folder}/line-client.ts`, [host, String(port), 'hello']);
    const { code, output, errors } = await client.ended;
    expect([code, output]).toEqual([1, '']);
    expect(errors).toMatch(/^[^\n]+\n$/);
  });

  test('the line client takes no more lines than it is owed', async () => {
    const { host, port } = await standInServer((connection) => {
      connection.resume();
      const flood = () => connection.write('MORE\n'.repeat(1000), (error) => error ?? flood());
      flood();
    });
    const client = startListing(`${folder}/line-client.ts`, [host, String(port), 'hello']);
    const { code, errors } = await client.ended;
    expect([code, errors]).toEqual([1, `${host}:${port}: more reply lines than texts\n`]);
  });

  test('the line client says in one line that its time or its port is none', async () => {
    const place = await closedAddress();
    const start = (TIMEOUT_MS: string, port: string) =>
      startListing(`${folder}/line-client.ts`, [place.host, port, 'hello'], { TIMEOUT_MS });
    const times = ['abc', '0', '-1', '1e12'].map((time) => start(time, String(place.port)));
    for (const client of [...times, start('100', '70000')]) {
      const { code, output, errors } = await client.ended;
      expect([code, output]).toEqual([1, '']);
      expect(errors).toMatch(/^[^\n]+: (?:TIMEOUT_MS is no time|Port should be [^\n]+)\n$/);
    }
  });

  test('the line client reads while it sends', async () => {
    const { host, port } = await startServer(`${folder}/line-server.ts`);
    const texts = Array.from({ length: 50 }, (_, index) => `${index} ${'é'.repeat(10_000)}`);
    const client = startListing(`${folder}/line-client.ts`, [host, String(port), ...texts]);
    const { code, output } = await client.ended;
    expect(code).toBe(0);
    expect(output).toBe(texts.map((text) => `${text.toUpperCase()}\n`).join(''));
  });

  test('letters.ts and pieces.ts tell what came back', async () => {
    const { host, port } = await startServer(`${folder}/piece-server.ts`);
    const tell = async (name: string, ...args: string[]) =>
      (await startListing(`${folder}/${name}`, [host, String(port), ...args]).ended).output;
    expect(
      await Promise.all([
        tell('letters.ts', '3000'),
        tell('letters.ts', '1000000'),
        tell('pieces.ts', '63', 'c3', 'c3a9'),
      ]),
    ).toEqual([
      '3000 letters out, 3000 back: all of them\n',
      '1000000 letters out, 1000000 back: all of them\n',
      '63: "C"\nc3: "\uFFFD"\nc3a9: "É"\n',
    ]);
  });
});

async function linesOf(pieces: readonly Buffer[]): Promise<readonly string[]> {
  const texts = [];
  for await (const lines of wholeLines(Readable.from(pieces), 1_048_576)) texts.push(`${lines}`);
  return texts.flatMap((text) => text.split(/(?<=\n)/));
}

function bytesOf(text: string): readonly Buffer[] {
  return [...Buffer.from(text)].map((byte) => Buffer.of(byte));
}

/** Cuts a text at places that follow from the seed. */
function randomPieces(text: string, seed: number): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const pieces = [];
  let state = seed;
  for (let start = 0; start < bytes.length;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const end = start + 1 + ((state >>> 8) % 3000);
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}

function placeOf({ host, port }: { host: string; port: number }) {
  return { HOST: host, PORT: String(port) };
}

/** Sends a text over a connection of its own and gives all that comes back. */
async function ask(server: { host: string; port: number }, text: string | Buffer): Promise<string> {
  return await (await connectTo(server)).finish(text);
}

function pythonClient({ host, port }: { host: string; port: number }) {
  return start(['python3', peer('tcp_client.py'), host, String(port)], {
    env: { PYTHONIOENCODING: 'utf-8' },
  });
}

async function pythonServer(): Promise<Server> {
  return await listening(start(['python3', peer('tcp_server.py'), '0']));
}

function peer(name: string): string {
  return fileURLToPath(new URL(`../peers/${name}`, import.meta.url));
}
