import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import { quietPort } from '../../tools/system/loopback.ts';
import { nodeCommand } from '../../tools/system/node.ts';
import type { Program } from '../../tools/system/program.ts';
import { connectTo } from '../support/connection.ts';
import { needs } from '../support/needs.ts';
import { inOwnNetwork } from '../support/own-network.ts';
import { type Server, listening, start, startListing } from '../support/programs.ts';
import { closedAddress, standInServer } from '../support/stand-in-server.ts';
import { openPair } from '../support/tcp-pair.ts';
import { entriesOf, statesOf, waitingAt } from '../support/tcp-states.ts';
import { unreadBytes, untilTrue } from '../support/tcp-table.ts';
import { freeze, thaw } from '../support/waiting.ts';

const folder = '03-three-way-handshake';

describe('claims', () => {
  describe('the handshake', () => {
    test('connects a client and takes its bytes while the server’s program is blocked', async () => {
      const server = await deafServer();
      for (let client = 1; client <= 50; client += 1) {
        await (await connectTo(server)).send('hello');
      }
      const before = `listening on tcp 127.0.0.1:${server.port}\ndeaf until Enter is pressed\n`;
      expect(server.program.output).toBe(before);
      server.program.type('\n');
      await server.program.line(/^a client says hello$/);
    });

    test('connects a client and takes its bytes while the server’s process is stopped', async (context) => {
      await needs(context, 'linux');
      const server = await deafServer();
      server.program.type('\n');
      await (await connectTo(server)).send('first');
      await server.program.line(/^a client says first$/);
      const { pid = 0 } = server.program;
      await freeze(pid);
      const connection = await connectTo(server);
      await connection.send('second');
      await untilTrue('six bytes', () => unreadBytes(server.port, connection.port) === 6);
      expect(server.program.output).not.toContain('second');
      thaw(pid);
      await server.program.line(/^a client says second$/);
    });

    test('connects a port to itself with nobody listening', async (context) => {
      await needs(context, 'linux');
      const port = await quietPort();
      const alone = startListing(`${folder}/alone.ts`, [], { PORT: String(port) });
      const output = `from port ${port} to port ${port}\nheard: anybody there?\n`;
      expect(await alone.ended).toEqual({ code: 0, output, errors: '' });
    });

    test('counts a connection as waiting until the program takes it', async (context) => {
      await needs(context, 'linux');
      const server = await deafServer();
      const connection = await connectTo(server);
      await connection.send('hello');
      await untilTrue('one waits', () => waitingAt(server.port) === 1);
      const states = statesOf(server.port, connection.port);
      expect(states).toEqual(['client ESTABLISHED', 'server ESTABLISHED']);
      server.program.type('\n');
      await server.program.line(/^a client says hello$/);
      expect(waitingAt(server.port)).toBe(0);
    });

    test('lists a server that names no address among the sockets of IPv6', async (context) => {
      await needs(context, 'linux');
      const server = createServer().listen(0);
      onTestFinished(() => void server.close());
      await once(server, 'listening');
      const place = server.address();
      if (place === null || typeof place === 'string') throw new Error('the server has no port');
      if (place.family !== 'IPv6') context.skip('needs IPv6: the server listens without it');
      const listed = ['tcp', 'tcp6'].filter((table) => listensIn(table, place.port));
      expect(listed).toEqual(['tcp6']);
    });

    test('breaks a waiting connection off when the server’s process is killed', async (context) => {
      await needs(context, 'linux');
      const server = await deafServer();
      const connection = await connectTo(server);
      await server.program.stop();
      await connection.over();
      expect(connection.error).toBe('ECONNRESET');
    });

    test('is ESTABLISHED at the client while the server is in SYN-RECEIVED', async (context) => {
      await needs(context, 'linux');
      await needs(context, 'python3');
      const { host, port } = await listening(pythonListener(0, 'defer'));
      const connection = await connectTo({ host, port });
      expect(statesOf(port, connection.port)).toEqual([
        'client ESTABLISHED',
        'server SYN-RECEIVED',
      ]);
      await connection.send('the ACK comes along with this');
      await untilStates([port, connection.port], ['client ESTABLISHED', 'server ESTABLISHED']);
    });
  });

  describe('refused or silent', () => {
    test('is refused at a port where nobody listens', async () => {
      await expect(connectTo(await closedAddress())).rejects.toThrow('ECONNREFUSED');
    });

    test('lets in one connection more than the backlog says', async (context) => {
      await needs(context, 'linux');
      const seen = [1, 5].map(async (backlog) => {
        const { port } = await deafServer(backlog);
        openClients(port, backlog + 3);
        await untilTrue('two ask', () => asking(port).length === 2);
        await untilTrue('the others wait', () => (waitingAt(port) ?? 0) > backlog);
        return waitingAt(port);
      });
      expect(await Promise.all(seen)).toEqual([2, 6]);
    });

    test('leaves a client beyond the backlog in SYN-SENT without refusing it', async (context) => {
      await needs(context, 'linux');
      const { port } = await deafServer(1);
      const { errors } = openClients(port, 3);
      const ends = ['client ESTABLISHED', 'client ESTABLISHED', 'client SYN-SENT'];
      const all = [...ends, 'server ESTABLISHED', 'server ESTABLISHED'].join();
      await untilTrue(all, () => openStates(port).join() === all);
      await untilTrue('the third asks again', () => (asking(port)[0]?.repeats ?? 0) > 0);
      expect(errors).toEqual([]);
    });

    test('connects a client beyond the backlog once the server has taken the others', async (context) => {
      await needs(context, 'linux');
      const { port, program } = await deafServer(1);
      const callers = startListing(`${folder}/callers.ts`, ['3'], { PORT: String(port) });
      await callers.line(/^caller 2: connected, and hello is sent$/);
      await untilTrue('the third asks', () => asking(port).length === 1);
      expect(callers.output).not.toContain('caller 3');
      program.type('\n');
      const told = [1, 2, 3].map((caller) => `caller ${caller}: connected, and hello is sent\n`);
      expect(await callers.ended).toEqual({ code: 0, output: told.join(''), errors: '' });
      expect(program.output.match(/^a client says hello$/gm)).toHaveLength(3);
    });

    test('a full backlog stays silent with tcp_abort_on_overflow', async (context) => {
      const setting = 'net/ipv4/tcp_abort_on_overflow';
      const seen = await withSetting(context, setting, 1, 'full-backlog.ts', '1', '4', '1');
      expect(seen).toBe('2 wait, 2 ask, 0 failed\n');
    });

    test('tcp_abort_on_overflow resets a client whose third segment finds the backlog full', async (context) => {
      const seen = [0, 1].map((value) => inOwnNetwork(context, 'late-segments.py', [`${value}`]));
      expect(await Promise.all(seen)).toEqual([
        '4 wait, 2 repeat, 0 reset\n',
        '4 wait, 0 repeat, 2 reset\n',
      ]);
    });

    test('says EHOSTUNREACH for a neighbour that is switched off', async (context) => {
      const seen = await inOwnNetwork(context, 'absent-neighbour.py');
      expect(seen).toBe('asks 3 times, 1000 ms apart: EHOSTUNREACH\n');
    });

    test('stops asking when the client closes its socket in SYN-SENT', async (context) => {
      await needs(context, 'linux');
      const { port, program } = await deafServer(1);
      openClients(port, 2);
      await untilTrue('two wait', () => waitingAt(port) === 2);
      const third = openClients(port, 1).clients[0];
      await untilTrue('the third asks', () => asking(port).length === 1);
      third?.destroy();
      await untilTrue('the third has gone', () => asking(port).length === 0);
      program.type('\n');
      await untilTrue('none waits', () => waitingAt(port) === 0);
      expect(openStates(port).filter((state) => state.startsWith('server'))).toHaveLength(2);
    });

    test('lets 512 clients wait where Node chooses the backlog', async (context) => {
      await needs(context, 'linux');
      const { port } = await deafServer();
      openClients(port, 515);
      await untilTrue('three ask', () => asking(port).length === 3);
      expect(waitingAt(port)).toBe(512);
    });

    test('cuts a backlog to the kernel’s own limit', async (context) => {
      const setting = 'net/core/somaxconn';
      const seen = await withSetting(context, setting, 8, 'full-backlog.ts', '100000', '12', '0');
      expect(seen).toBe('9 wait, 3 ask, 0 failed\n');
    });

    test('hands out a connection whose client has already reset it', async (context) => {
      await needs(context, 'linux');
      const { port, program, host } = await deafServer();
      const connection = await connectTo({ host, port });
      const ports = [port, connection.port] as const;
      connection.socket.resetAndDestroy();
      await untilStates(ports, []);
      program.type('\n');
      await program.line(/^undefined is gone: read ECONNRESET$/);
    });
  });

  describe('closing', () => {
    test('hears a late reply on a half-closed connection', async (context) => {
      await needs(context, 'linux');
      const { client, server, ports } = await pair();
      client.end();
      await untilStates(ports, ['client FIN-WAIT-2', 'server CLOSE-WAIT']);
      server.write('late');
      expect(String(await once(client.resume(), 'data'))).toBe('late');
      server.resume().end();
      await untilStates(ports, ['client TIME-WAIT']);
    });

    test('loses a late reply where the server does not allow a half-closed connection', async () => {
      const heard = [];
      for (const allowHalfOpen of [false, true]) {
        const server = await standInServer(
          (connection) => {
            connection.resume().on('end', () => setImmediate().then(() => connection.end('late')));
          },
          { allowHalfOpen },
        );
        const connection = await connectTo(server);
        heard.push(await connection.finish('hello'), connection.error);
      }
      expect(heard).toEqual(['', undefined, 'late', undefined]);
    });

    test('passes from FIN-WAIT-1 to FIN-WAIT-2 when the FIN is confirmed', async (context) => {
      await needs(context, 'linux');
      const seen = new Set<string>();
      for (let round = 0; round < 200 && !seen.has('client FIN-WAIT-1'); round += 1) {
        const { client, ports } = await pair();
        client.end('hello');
        await untilTrue('FIN-WAIT-2', () => {
          for (const state of statesOf(...ports)) seen.add(state);
          return seen.has('client FIN-WAIT-2');
        });
        if (!seen.has('client FIN-WAIT-1')) seen.clear();
      }
      const states = [...seen].filter((state) => /FIN/.test(state));
      expect(states).toEqual(['client FIN-WAIT-1', 'client FIN-WAIT-2']);
    });

    test('is in CLOSING when the other FIN comes before its own is confirmed', async (context) => {
      await needs(context, 'linux');
      const { client, server, ports } = await pair();
      client.write(Buffer.alloc(16_000_000));
      client.destroy();
      await untilStates(ports, ['client FIN-WAIT-1', 'server ESTABLISHED']);
      server.end();
      await untilStates(ports, ['client CLOSING', 'server FIN-WAIT-2']);
    });

    test('is in LAST-ACK until the second FIN is confirmed', async (context) => {
      await needs(context, 'linux');
      const { client, server, ports } = await pair();
      client.end();
      await untilStates(ports, ['client FIN-WAIT-2', 'server CLOSE-WAIT']);
      server.write(Buffer.alloc(16_000_000));
      server.destroy();
      await untilStates(ports, ['client FIN-WAIT-2', 'server LAST-ACK']);
      client.resume();
      await untilStates(ports, ['client TIME-WAIT']);
    });
  });

  describe('after the end', () => {
    test('leaves TIME-WAIT with the side that closes first', async (context) => {
      await needs(context, 'linux');
      for (const first of ['client', 'server'] as const) {
        expect(statesOf(...(await closedBy(first)))).toEqual([`${first} TIME-WAIT`]);
      }
    });

    test('gives TIME-WAIT 60 seconds', async (context) => {
      await needs(context, 'linux');
      const begin = performance.now();
      const [entry] = entriesOf(...(await closedBy('client')));
      const gone = (performance.now() - begin) / 1000;
      const left = entry?.timerSeconds ?? 0;
      expect(left).toBeLessThanOrEqual(60);
      expect(left + gone).toBeGreaterThan(59);
    });

    test('tcp_fin_timeout limits FIN-WAIT-2 and leaves TIME-WAIT alone', async (context) => {
      const setting = 'net/ipv4/tcp_fin_timeout';
      const seen = await withSetting(context, setting, 9, 'closing-timers.ts');
      const [, timeWait, finWait] = /^TIME-WAIT (.+)\nFIN-WAIT-2 (.+)\n$/.exec(seen) ?? [];
      expect(Number(timeWait)).toBeGreaterThan(30);
      expect(Number(finWait)).toBeGreaterThan(0);
      expect(Number(finWait)).toBeLessThanOrEqual(9);
    });

    test('leaves no TIME-WAIT after a reset', async (context) => {
      await needs(context, 'linux');
      const { client, server, ports } = await pair();
      const closed = new Promise((resolve) => server.resume().once('close', resolve));
      client.resetAndDestroy();
      await closed;
      expect(statesOf(...ports)).toEqual([]);
    });

    test('destroys with a reset exactly when bytes lie unread in the kernel', async (context) => {
      await needs(context, 'linux');
      const heard = [];
      for (const isRead of [true, false]) {
        const { client, server, ports } = await pair();
        client.write('hello');
        await untilTrue('five bytes', () => unreadBytes(...ports) === 5);
        if (isRead) await once(server.resume(), 'data');
        heard.push(await heardAfter(server, client));
      }
      let taken: Socket | undefined;
      const place = await standInServer((connection) => (taken = connection));
      const { socket } = await connectTo(place);
      socket.write('hello');
      await untilTrue('Node has read ahead', () => taken?.bytesRead === 5);
      expect(taken?.listenerCount('data')).toBe(0);
      if (taken) heard.push(await heardAfter(taken, socket));
      expect(heard).toEqual(['an end', 'ECONNRESET', 'an end']);
    });

    test('hears an end when the process at the other side is killed', async (context) => {
      await needs(context, 'linux');
      const server = await deafServer();
      const connection = await connectTo(server);
      server.program.type('\n');
      await untilTrue('the program takes it', () => waitingAt(server.port) === 0);
      const ended = once(connection.socket, 'end');
      await server.program.stop();
      await ended;
      expect(connection.error).toBeUndefined();
    });

    test('takes a write after the peer has closed and refuses the next after the reset', async (context) => {
      await needs(context, 'linux');
      const { client, server, ports } = await pair();
      server.resume().destroy();
      await once(client.resume(), 'end');
      expect(await writeTo(client)).toBeUndefined();
      await untilStates(ports, []);
      expect(await writeTo(client)).toMatch(/^(?:EPIPE|ECONNRESET)$/);
    });
  });

  describe('the port', () => {
    test('a plain bind fails while the port is in TIME-WAIT', async (context) => {
      const ports = await portInTimeWait(context);
      const { code, output, errors } = await pythonListener(ports[0]).ended;
      expect([code, output, errors]).toEqual([1, '', '[Errno 98] Address already in use\n']);
    });

    test('refuses the port of a bare server with SO_REUSEADDR and without, and to Node too', async (context) => {
      await needs(context, 'linux');
      await needs(context, 'python3');
      const bare = await listening(pythonListener(0, 'answer'));
      const connection = await connectTo(bare);
      const ports = [bare.port, connection.port] as const;
      await connection.send('hello');
      await untilStates(ports, ['client CLOSE-WAIT', 'server FIN-WAIT-2']);
      expect(await connection.finish()).toBe('HELLO');
      await untilStates(ports, ['server TIME-WAIT']);
      await bare.program.stop();
      for (const options of [['reuse'], []]) {
        const { code, errors } = await pythonListener(bare.port, ...options).ended;
        expect([code, errors]).toEqual([1, '[Errno 98] Address already in use\n']);
      }
      const node = startListing(`${folder}/deaf-server.ts`, [], { PORT: String(bare.port) });
      expect((await node.ended).errors).toContain('Error: listen EADDRINUSE');
      expect(statesOf(...ports)).toEqual(['server TIME-WAIT']);
    });

    test('a bind with SO_REUSEADDR succeeds while the port is in TIME-WAIT', async (context) => {
      const ports = await portInTimeWait(context);
      expect((await listening(pythonListener(ports[0], 'reuse'))).port).toBe(ports[0]);
      expect(statesOf(...ports)).toEqual(['server TIME-WAIT']);
    });

    test('a Node server starts again while its port is in TIME-WAIT', async (context) => {
      const ports = await portInTimeWait(context);
      const server = createServer().listen(ports[0], '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');
      expect(statesOf(...ports)).toEqual(['server TIME-WAIT']);
    });
  });
});

describe('the programs', () => {
  test('states.ts prints the sockets of a port when they are in the states asked for', async (context) => {
    await needs(context, 'linux');
    const server = await deafServer();
    const args = [String(server.port), 'ESTABLISHED'];
    const states = startListing(`${folder}/states.ts`, args);
    const { port } = await connectTo(server);
    const { code, output } = await states.ended;
    expect(code).toBe(0);
    const lines = output.split(/(?<=\n)/).filter((line) => !line.includes('TIME-WAIT'));
    expect(lines.join('')).toBe(
      `client  ESTABLISHED   ${port} to ${server.port}\n` +
        `server  ESTABLISHED   ${server.port} to ${port}\n` +
        `server  LISTEN        ${server.port}, 1 waiting\n`,
    );
  });

  test('the deaf server closes and stays free of errors', async () => {
    const server = await deafServer();
    const callers = startListing(`${folder}/callers.ts`, ['2'], { PORT: String(server.port) });
    await callers.line(/^caller 2/);
    server.program.type('\n');
    expect((await callers.ended).code).toBe(0);
    expect(server.program.errors).toBe('');
  });

  test('quiet.ts says in one line that it was refused', async () => {
    const { port } = await closedAddress();
    const quiet = startListing(`${folder}/quiet.ts`, [], { PORT: String(port) });
    const output = `connect ECONNREFUSED 127.0.0.1:${port}\n`;
    expect(await quiet.ended).toEqual({ code: 0, output, errors: '' });
  });
});

/** The deaf server of the chapter on a free port, deaf already. */
async function deafServer(backlog = 0): Promise<Server> {
  const env = { PORT: '0', HOST: '127.0.0.1' };
  const server = await listening(startListing(`${folder}/deaf-server.ts`, [`${backlog}`], env));
  await server.program.line(/^deaf until Enter is pressed$/);
  return server;
}

/** The chapter's listener in Python. */
function pythonListener(port: number, ...options: readonly string[]): Program {
  const file = fileURLToPath(new URL(`../../code/${folder}/listener.py`, import.meta.url));
  return start(['python3', file, String(port), ...options]);
}

/** Whether one of Linux's tables of sockets has a listening socket at this port. */
function listensIn(table: string, port: number): boolean {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1);
  return rows.some((row) => {
    const [, local = '', , state] = row.trim().split(/\s+/);
    return local.endsWith(end) && state === '0A';
  });
}

/** What one end of a connection hears when the other is destroyed: an end, or the code of an error. */
async function heardAfter(leaver: Socket, hearer: Socket): Promise<string> {
  const heard = new Promise<string>((resolve) => {
    hearer.once('end', () => resolve('an end'));
    hearer.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  hearer.resume();
  leaver.destroy();
  return await heard;
}

/** Clients that connect as far as they get. */
function openClients(port: number, count: number) {
  const errors: string[] = [];
  const clients = Array.from({ length: count }, () =>
    connect(port, '127.0.0.1').on('error', ({ message }) => errors.push(message)),
  );
  onTestFinished(() => {
    for (const client of clients) client.destroy();
  });
  return { clients, errors };
}

/** A port's clients whose SYN has no answer. */
function asking(port: number) {
  return entriesOf(port).filter(({ state }) => state === 'SYN-SENT');
}

async function pair() {
  const ends = await openPair();
  onTestFinished(() => {
    ends.client.destroy();
    ends.server.destroy();
  });
  return ends;
}

/** The states of a port's connections, without those that somebody's earlier use of it has left. */
function openStates(port: number): readonly string[] {
  return statesOf(port).filter((state) => !state.endsWith('TIME-WAIT'));
}

async function untilStates(ports: readonly [number, number], states: readonly string[]) {
  await untilTrue(states.join(', ') || 'no connection', () => {
    return statesOf(...ports).join() === states.join();
  });
}

/** The ports of a connection that one side has closed before the other. */
async function closedBy(first: 'client' | 'server'): Promise<readonly [number, number]> {
  const { client, server, ports } = await pair();
  const [active, passive] = first === 'client' ? [client, server] : [server, client];
  active.resume().end();
  await once(passive.resume(), 'end');
  passive.end();
  await untilStates(ports, [`${first} TIME-WAIT`]);
  return ports;
}

async function portInTimeWait(context: TestContext): Promise<readonly [number, number]> {
  await needs(context, 'linux');
  await needs(context, 'python3');
  return await closedBy('server');
}

/** The code of the error of one write, if there is one. */
async function writeTo(socket: Socket): Promise<string | undefined> {
  return await new Promise((resolve) => {
    socket.write('x', (error?: NodeJS.ErrnoException | null) => resolve(error?.code));
  });
}

/** What a script of ours prints in a network of its own, with one setting of its kernel changed. */
async function withSetting(
  context: TestContext,
  setting: string,
  value: number,
  script: string,
  ...args: readonly string[]
): Promise<string> {
  await needs(context, 'linux');
  await needs(context, 'namespaces');
  const file = fileURLToPath(new URL(`../support/${script}`, import.meta.url));
  const shell = `ip link set lo up && echo ${value} > /proc/sys/${setting} && exec "$@"`;
  const inside = [
    'unshare',
    '--user',
    '--map-root-user',
    '--net',
    'sh',
    '-c',
    shell,
    'sh',
  ] as const;
  const { output, errors } = await start([...inside, ...nodeCommand(file), ...args]).ended;
  return output || errors;
}
